dossier = Досье
main-figures = Главные числа
turnover-year = Оборот, 12 мес.
turnover-change = { $percent } к прошлым 12 мес.
turnover-first = прошлого года ещё нет
last-order = Последняя покупка
last-order-ago = { $n ->
    [one] { $n } день назад
    [few] { $n } дня назад
   *[many] { $n } дней назад
}
never-bought = ещё не покупал
debt = Долг
debt-none = долга нет
debt-why = отгружено и не оплачено
advance = Аванс
advance-why = оплачено и ещё не отгружено
open-sum = В открытых заказах
open-count = { $n ->
    [0] открытых нет
    [one] { $n } заказ
    [few] { $n } заказа
   *[many] { $n } заказов
}
at-risk-lines = Под угрозой
at-risk-none = ничего
at-risk-count = { $n ->
    [one] { $n } строка
    [few] { $n } строки
   *[many] { $n } строк
}
turnover-by-month = Оборот по месяцам
turnover-unit = тыс. ₽
other-categories = Прочее
no-turnover = Покупок пока нет
no-turnover-why = Первый отгруженный заказ появится здесь.
open-orders = Открытые заказы
open-orders-sum = { $orders } на { $sum }
all-orders = все заказы
no-open-orders = Открытых заказов нет
col-order = Заказ
col-what = Что
col-sum = Сумма, ₽
col-promised = Обещано
col-rests-on = Держится на
col-word = Слово
word-holds = в силе
word-risk = под угрозой
not-promised = не обещано
history = История покупок
history-more = вся история
col-day = День
col-item = Товар
col-quantity = Кол-во
history-empty = Истории нет
timeline = Лента
timeline-empty = Событий пока нет
new-order = Заказ
edit = Изменить
requisites-line-inn = ИНН { $inn }
requisites-line-kpp = КПП { $kpp }
since = с { $year }
locked = Клиент другой команды
locked-why = Его ведёт { $manager }. Контакты и история скрыты.
locked-nobody = Контакты и история скрыты.
search-title = Поиск
search-clients = Клиенты
search-orders = Заказы
search-items = Товары
search-nothing = Ничего не нашлось
search-nothing-why = Попробуйте часть названия, ИНН, телефон или номер заказа.
search-read-as = прочитано как «{ $text }»
search-locked = ведёт { $manager }
team-none = команда не назначена
team = К кому с каким вопросом
what-positions = { $n ->
    [one] { $n } позиция
    [few] { $n } позиции
   *[many] { $n } позиций
}
source-stock = склад
source-arrival = поступление № { $number }, { $day }
source-other = { $source }, { $day }
ev-client-created = Клиент заведён
ev-client-changed = Карточка изменена
ev-order-placed = Заказ { $number } принят
ev-order-reserved = Заказ { $number }: резерв
ev-order-confirmed = Заказ { $number } подтверждён
ev-order-closed = Заказ { $number } выполнен и оплачен
ev-at-risk = Обещание под угрозой
ev-order-cancelled = Заказ { $number } отменён
ev-order-refused = Отказ по заказу
ev-invoice-issued = Выставлен счёт по { $number }
ev-order-shipped = Отгрузка по { $number }
ev-payment-received = Оплата получена
ev-promise-given = Обещана дата по { $number }
ev-contact = Контакты дополнены
ev-team = Команда изменена
ev-other = Запись в журнале
ev-balance-opened = Записан начальный долг или аванс
