wrong-missing = Заполните это поле
wrong-too-long = { $most ->
    [one] Не длиннее { $most } знака
   *[many] Не длиннее { $most } знаков
 }
wrong-unreadable = В тексте есть непечатаемые знаки
wrong-too-many = { $most ->
    [one] Не больше { $most } записи
   *[many] Не больше { $most } записей
 }
wrong-inn-length = В ИНН 10 цифр у организации и 12 у предпринимателя
wrong-inn-digits = ИНН состоит только из цифр
wrong-inn-check = Контрольная цифра ИНН не сходится, проверьте номер
wrong-kpp-length = В КПП 9 знаков
wrong-kpp-form = КПП записан неверно
wrong-phone = Здесь не видно номера телефона
wrong-email = Это не похоже на адрес почты
wrong-stage = Выберите: prospect, working, dormant или lost
wrong-user = Сотрудника с таким логином нет
wrong-team-role = В этой роли клиента не ведут
wrong-choice = Такого значения здесь нет

refused-fields = Карточка клиента не принята
refused-fields-why = { $n ->
    [one] Ошибка в { $n } поле
   *[many] Ошибки в { $n } полях
 }
refused-fields-next = Исправьте отмеченные поля и отправьте снова
refused-duplicate = Такой клиент уже есть
refused-duplicate-why = С этими ИНН и КПП уже записан клиент «{ $name }», ведёт: { $team }
refused-duplicate-next = Откройте его карточку или укажите КПП другого подразделения
refused-same-inn = Этот ИНН уже есть в базе
refused-same-inn-why = С этим ИНН записан клиент «{ $name }», ведёт: { $team }; без КПП не видно, подразделение ли это
refused-same-inn-next = Откройте его карточку, укажите КПП подразделения или отметьте, что карточка отдельная
refused-alike = Похожий клиент уже есть
refused-alike-why = В базе: { $name }; ведёт: { $team }; без ИНН не видно, один ли это клиент
refused-alike-next = Откройте его карточку, укажите ИНН или отметьте, что карточка отдельная
client-separate = Отдельная карточка: это другой клиент или подразделение
client-separate-hint = Отметьте, если карточка отдельная
refused-external = Внешний номер уже занят
refused-external-why = Этот номер стоит в карточке клиента «{ $name }»
refused-external-next = Обновите ту карточку или передайте другой номер
refused-unknown = Такого клиента нет
refused-unknown-why = В базе нет клиента с этим номером
refused-unknown-next = Найдите клиента по названию, ИНН или телефону
refused-not-yours = Клиента ведёт другая команда
refused-not-yours-why = Его ведёт: { $team }
refused-not-yours-next = Обратитесь к ним или попросите руководителя передать клиента
refused-stale = Карточку успели изменить
refused-stale-why = Сейчас у карточки версия { $version }, а вы смотрели другую
refused-stale-next = Откройте карточку заново и повторите правку
team-nobody = пока никто

related-note = С тем же ИНН в базе уже есть подразделения: проверьте, не одно ли это лицо

stage-prospect = Перспективный
stage-working = Работающий
stage-dormant = Спящий
stage-lost = Потерянный

contacts = Контакты
contacts-none = Контактов пока нет
contacts-locked = Контакты видит только команда этого клиента
contacts-masked = Номера целиком видит команда клиента
decision-maker = ЛПР
extension = доб. { $digits }

clients = Клиенты
clients-none = Клиентов пока нет
clients-none-hint = Добавьте первого клиента или загрузите файл
clients-not-found = По запросу «{ $q }» никого не нашлось
clients-not-found-hint = Попробуйте часть названия, ИНН или телефон
clients-find = Название, ИНН или телефон
clients-all-stages = Все стадии
clients-mine = Только мои
client-since = Заведён
client-new = Новый клиент
client-change = Изменить карточку
client-save = Сохранить
client-cancel = Отменить
client-locked = ведёт другая команда

name = Название
name-hint = Как в документах, например ООО «Ромашка»
inn = ИНН
kpp = КПП
city = Город
address = Адрес
stage = Стадия
manager = Менеджер
phones = Телефоны
phones-hint = Можно несколько, через запятую
emails = Почта
emails-hint = Несколько адресов через запятую
contact-name = Контактное лицо
contact-position = Должность
retail = Розничные продажи
rests-changed = изменённые после загрузки карточки клиентов
own-numbers = Общие номера
reveal = Показать номера
reveal-why = Зачем
reveal-hint = Ваше имя и причина будут записаны
reveal-button = Показать
revealed = Показано вам на этой странице. Записано: «{ $reason }»
wrong-too-short = { $least ->
    [one] Не короче { $least } знака
   *[many] Не короче { $least } знаков
 }
refused-contact = Такого человека у клиента нет
refused-contact-why = Его убрали из карточки или номер записан неверно
refused-contact-next = Откройте карточку клиента заново
refused-revealed = Слишком много номеров за час
refused-revealed-why = За час можно открыть { $most }, следующий в { $time }
refused-revealed-next = Подождите или попросите позвонить команду клиента
rests-revealed = карточки, чьи номера показывали вне команды
ev-client-created = Клиент заведён
ev-client-changed = Карточка изменена
ev-contact = Контакты дополнены
ev-revealed = Скрытые номера показаны
ev-team = Команда изменена
ev-client-forgotten = Клиент изъят при отмене загрузки
chapter-clients = Клиенты
chapter-reveals = Показанные номера
choose-find = Найти
choose-hint = Клиент, ИНН или телефон
choose-none = Никто не нашёлся, проверьте название или ИНН
tally-all = всего
tally-own = ваших
