import-empty = Файл пуст: нужна строка заголовков и хотя бы одна строка данных
import-unreadable = Файл не читается: { $why }
import-failed = Не получилось: { $why }
import-column-unknown = Столбец «{ $column }» неизвестен. Можно: { $known }
import-column-twice = Столбец «{ $column }» указан дважды
import-column-missing = Нет столбца { $column }. Можно: { $known }
import-encoding = Кодировка файла: { $encoding }
import-stock-again = Этот файл остатков уже принят целиком. Второй раз те же товары не оприходованы: измените файл, если товар действительно пришёл ещё раз
import-resumed = Прошлый раз загрузка этого файла прервалась после { $rows } строк: продолжена с этого места
import-twice-at-once = Этот же файл прямо сейчас загружает кто-то ещё
import-value-wrong = Не понятно значение «{ $value }» в столбце { $column }
import-item-unknown = Товара с артикулом «{ $sku }» нет в номенклатуре
import-item-service = «{ $sku }» — услуга, на склад не приходуется
import-client-unknown = Клиент «{ $client }» не найден ни по внешнему коду, ни по ИНН, ни по названию (или таких несколько)
import-amount-missing = Нужна цена или сумма строки
import-balance-missing = Нужен долг или аванс
field-said = { $column }: { $message }

kind-clients = Клиенты
kind-items = Товары и цены
kind-stock = Остатки
kind-arrivals = Ожидаемые поступления
kind-balances = Начальные долги и авансы
kind-history = История продаж

col-name = Название
col-inn = ИНН
col-kpp = КПП
col-city = Город
col-address = Адрес
col-stage = Стадия
col-client-code = Код в вашей системе
col-phone = Телефон
col-email = Эл. почта
col-contact = Контактное лицо
col-position = Должность
col-sku = Артикул
col-name-en = Название по-английски
col-unit = Единица измерения
col-group = Группа
col-brand = Бренд
col-price = Цена
col-price-mode = Цена с НДС или без
col-vat = Ставка НДС
col-pack = В упаковке, ед.
col-item-kind = Товар или услуга
col-colour = Цвет
col-material = Материал
col-motif = Рисунок
col-size = Размер
col-quantity = Количество
col-warehouse = Склад
col-expected-on = Когда ожидается
col-supplier = Поставщик
col-order = Номер заказа поставщику
col-unit-cost = Закупочная цена
col-client = Клиент (код, ИНН или название)
col-debt = Долг клиента
col-advance = Аванс клиента
col-as-of = На дату
col-day = Дата продажи
col-unit-price = Цена за единицу с НДС
col-gross = Сумма с НДС
col-net = Сумма без НДС
col-document = Номер документа

import-too-large = Таблица слишком большая. Можно до 50 МБ, миллиона строк и 500 столбцов: разделите её на части
import-old-excel = Это книга старого Excel (.xls). Сохраните её как .xlsx или CSV и загрузите снова
import-no-table = Это не таблица. Нужен файл XLSX или CSV
import-broken-workbook = книга Excel повреждена

no-import = Такой загрузки нет
no-import-next = Откройте список загрузок
unreadable = Файл не загрузился
unreadable-next = Нужна таблица XLSX или CSV: строка заголовков и строки данных
no-kind = Не понятно, что в файле
no-kind-why = Бывает: { $known }
no-kind-next = Выберите одно из списка
columns-missing = Не хватает столбцов
columns-missing-why = Без них строки не загрузить: { $columns }
columns-missing-next = Укажите, в каком столбце файла они стоят
column-twice = Один столбец указан дважды
column-twice-why = «{ $column }» выбрано у двух столбцов файла
column-twice-next = Оставьте у одного, у другого — «не загружать»
no-column = Такого столбца нет
no-column-why = «{ $column }» здесь не загружается
wrong-state = Сейчас это невозможно
wrong-state-why = Загрузка уже изменилась: её запустили, остановили или отменили
wrong-state-next = Обновите страницу
file-gone = Файла больше нет
file-gone-why = Файл загрузки хранится две недели, если с ней ничего не делать
file-gone-next = Загрузите файл снова
already-taken = Этот файл уже загружен целиком
already-taken-why = Второй раз те же товары были бы оприходованы дважды
already-taken-next = Если товар действительно пришёл ещё раз, измените файл
nothing-made = Отменять нечего
nothing-made-next = Загрузка ничего не добавила, только изменила или пропустила строки
rests = Загрузку уже нельзя отменить
rests-why = На загруженном уже держатся: { $what }
rests-next = Исправьте отдельные записи или загрузите исправленный файл: совпавшие строки обновятся
# same: only puts the two together
rests-one = { $what }: { $amount }

imports = Загрузки
new-import = Новая загрузка
file = Файл
what-inside = Что в файле
by-headings = Определить по заголовкам
upload = Загрузить
upload-hint = XLSX или CSV, до 50 МБ. Сначала покажем столбцы и проверим строки без записи: в базе ничего не изменится, пока вы не нажмёте «Загрузить»
no-file = Файл не выбран
imports-none = Загрузок ещё не было
imports-none-hint = Здесь будут загруженные файлы: кто, когда, сколько строк вошло и какие нет
imports-before = Прошлые загрузки
terminal = Командная строка
when = Когда
who = Кто
state = Состояние
created = Добавлено
updated = Обновлено
skipped = Без изменений
skipped-why = строки, по которым менять нечего
refused = Не загружено
would-create = Будет добавлено
would-update = Будет обновлено
would-refuse = Не загрузится
state-new = ждёт проверки
state-checking = проверяется
state-checked = проверено, не записано
state-loading = загружается
state-done = загружено
state-done-with-refused = загружено не всё
state-cancelled = остановлено
state-undoing = отменяется
state-undone = отменено
state-failed = прервано
import-of = Загрузка: { $kind }
import-head = { $kind }, строк: { $rows }
file-line = { $name } · { $encoding } · получен { $when }
say-new = Проверьте, верно ли узнаны столбцы, и запустите проверку: она ничего не записывает
say-checking = Ничего не записывается
say-checked = Проверка закончена, в базе ничего не изменилось
say-cancelled = Остановлено: обработано строк { $done } из { $all }. Уже записанное осталось в базе; можно продолжить с этого места или отменить загрузку
say-undoing = Отменяем: осталось записей { $left }
say-undone = Загрузка отменена: всё, что она добавила, удалено
say-done = Загрузка закончена
say-not-uploaded = Файл получен не целиком. Загрузите его снова
rows-of = Обработано строк: { $done } из { $all }.
refresh = Обновить страницу
rows = Строки
line = Строка
why = Причина
row = Значения
errors-first = Показаны первые { $n }.
errors-file = Скачать незагруженные строки
errors-hint = с причиной в последнем столбце: исправьте и загрузите этот же файл
undo = Отменить загрузку…
undo-why = Будет удалено добавленное этой загрузкой: { $amount }. Обновлённые строки останутся как есть
undo-sure = Отменить загрузку
stop = Остановить
stop-hint = записанное останется
stop-check-hint = в базе ничего не изменится
load-rows = Загрузить строк: { $amount }
load-hint = Строки с ошибками не мешают остальным: их можно исправить и загрузить потом
next-import = Загрузить ещё
go-on = Продолжить
see-items = Открыть товары
column-of-file = Столбец файла
samples = Первые значения
read-as = Загружать как
read-column-as = «{ $column }» загружать как
leave-out = не загружать
needed = { $column } (обязательно)
other-kind = Показать столбцы
known-format = Формат этого файла известен: столбцы и правила для строк уже заданы
check = Проверить без записи
check-again = Проверить ещё раз
check-hint = Проверка обходит все строки и ничего не записывает
load-at-once = Загрузить сразу
columns-title = Столбцы
steps-left = { $n ->
    [one] До начала работы остался { $n } шаг.
    [few] До начала работы осталось { $n } шага.
   *[many] До начала работы осталось { $n } шагов.
 }
steps-open = Открыть запуск

start = Запуск
start-done = { $done } из { $all }
start-all-done = всё готово
start-any-time = можно прерваться в любом месте
start-demo = Посмотреть на учебной компании: наберите в командной строке
step-done = готово
step-fill = Заполнить
step-company = Компания и реквизиты
step-company-is = { $name }, ИНН { $inn }
step-company-no-inn = { $name }: без ИНН нельзя выставить счёт
step-people = Люди и роли
step-people-none = нужен хотя бы один человек, который принимает заказы
step-people-add = Добавить
step-people-are = { $n ->
    [one] { $n } человек
    [few] { $n } человека
   *[many] { $n } человек
 }
step-by-choice = по желанию
step-clients = Клиенты
step-clients-none = XLSX или CSV, сначала пробная проверка, потом загрузка
step-clients-are = { $n ->
    [one] { $n } клиент
    [few] { $n } клиента
   *[many] { $n } клиентов
 }
step-items = Товары и остатки
step-items-none = прайс-лист из 1С или своей таблицы, потом остатки
step-items-are = товаров: { $items }, в наличии: { $stock }
step-stock-upload = Загрузить остатки
step-arrivals = Поступления
step-arrivals-none = если что-то заказано у поставщиков: от этого зависят обещанные даты
step-arrivals-are = { $n ->
    [one] ожидается { $n } поступление
    [few] ожидается { $n } поступления
   *[many] ожидается { $n } поступлений
 }
more-title = Ещё можно перенести
more-balances = кто сколько должен на день начала работы
more-history = что клиенты покупали раньше: без неё нет оборота и привычных товаров
about-title = Как это устроено
about-imports = Файл сначала проверяется: ничего не записано, пока вы не нажмёте «Загрузить». Клиенты узнаются по ИНН и коду, товары по артикулу, поэтому тот же файл можно загрузить снова: совпавшие строки обновятся, дублей не будет. Загрузку можно отменить, пока на ней ничего не держится.
ev-import-uploaded = Файл загружен
ev-import-tried = Проверка файла начата
ev-import-started = Загрузка начата
ev-import-stopped = Загрузка остановлена
ev-import-advanced = Загрузка продвинулась
ev-import-ended = Загрузка закончена
ev-import-undone = Загрузка отменяется
chapter-imports = Загрузки
