product = Причал
skip = К содержанию
sections = Разделы
rail-more = Ещё
overdue-items = просрочено: { $n }

search = Поиск
search-hint = Клиент, ИНН, телефон, заказ
search-hint-goods = Товар или его код
search-found = Найдено
search-choose = выбор
search-open = открыть
search-close = закрыть

theme-change = Сменить тему
language = Язык
my-settings = Мои настройки
sign-out = Выйти

keys = Клавиши
keys-all = все клавиши
keys-here = На этом экране
keys-everywhere = Везде
keys-close = Закрыть
keys-letters = Клавиши-буквы включены
key-search = поиск
key-open = открыть или главное действие
key-back = назад или отменить
key-go = перейти в раздел
key-move = по строкам
key-commit = записать
key-help = этот список

stale = На этой странице уже не всё свежее: данные изменились.
stale-reload = Обновить
offline = Нет связи с сервером. Введённое останется на этом экране.
fault = Не получилось выполнить. Введённое цело, повторите действие.

of-hundred = { $n } из 100
more-rows = Показать дальше
loading = Загружается
month = Месяц
no-data = Пока нет данных
norm = норма
