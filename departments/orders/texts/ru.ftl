order-number = З-{ $id }
orders = Заказы

state-draft = Черновик
state-reserved = Зарезервирован
state-confirmed = Подтверждён
state-invoiced = Выставлен счёт
state-picking = Собирается
state-packed = Упакован
state-shipped = Отгружен
state-delivered = Доставлен
state-closed = Закрыт
state-cancelled = Отменён

deed-change = изменить
deed-reserve = зарезервировать
deed-confirm = подтвердить
deed-invoice = выставить счёт
deed-ship = отгрузить
deed-close = закрыть
deed-reopen = открыть снова
deed-cancel = отменить

wrong-missing = Заполните это поле
wrong-not-positive = Должно быть больше нуля
wrong-too-much = Не больше миллиона единиц в строке
wrong-not-whole = Это считают целыми: части штуки не бывает
wrong-not-a-number = Это не число; годится «12» или «2,5»
wrong-not-a-sum = В сумме не более двух знаков после запятой
wrong-not-a-day = Это не день календаря
wrong-nothing-typed = Впишите, сколько отгрузить, хотя бы в одну строку
wrong-how-much-leaves = Впишите, сколько уходит сейчас; 0 — строка подождёт
wrong-more-than-left = Больше, чем осталось оплатить ({ $left }). Если это аванс, отметьте ниже
wrong-not-of-packs = Столько упаковок не складывается в целые единицы
wrong-units-or-packs = Укажите либо количество, либо упаковки
wrong-day-past = Этот день уже прошёл
wrong-day-ahead = Этот день ещё не наступил
wrong-day-too-far = Слишком далёкий день
wrong-too-long = { $n_most ->
    [one] Не длиннее { $n_most } знака
   *[many] Не длиннее { $n_most } знаков
 }
wrong-unreadable = В тексте есть непечатаемые знаки
wrong-no-client = Такого клиента нет или он ведётся другой командой
wrong-several-items = К «{ $name }» подходит не один товар: выберите из списка
wrong-no-item = Артикула { $sku } нет в каталоге
wrong-no-line = Такой строки в заказе нет
wrong-twice = Строка указана дважды
wrong-no-lines = В заказе нет ни одной строки
wrong-too-many-lines = { $n_most ->
    [one] Не больше { $n_most } строки в заказе
   *[many] Не больше { $n_most } строк в заказе
 }
wrong-more-than-open = Осталось отгрузить { $quantity }
wrong-invoice-or-client = Укажите счёт или клиента этого счёта
wrong-no-invoice = Такого счёта нет
wrong-sum-too-large = Сумма больше, чем можно записать

refused-fields = Не принято: есть ошибки
refused-fields-why = { $n ->
    [one] Ошибка в { $n } поле
    [few] Ошибки в { $n } полях
   *[many] Ошибки в { $n } полях
 }
refused-fields-next = Исправьте отмеченные поля и отправьте снова
refused-unknown = Такого документа нет
refused-unknown-why = Заказа, счёта или отгрузки с этим номером нет, либо клиента ведёт другая команда
refused-unknown-next = Проверьте номер или найдите документ в карточке клиента
refused-stale = Заказ успели изменить
refused-stale-why = Сейчас у заказа { $number } версия { $version }, а вы смотрели другую
refused-stale-next = Откройте заказ заново и повторите
stale-now = Сейчас его состояние — «{ $state }»
stale-shown = Ниже он такой, как есть: повторите, только если это ещё нужно
extended-ask = дальше продлевает: { $who }
refused-state = Сейчас это сделать нельзя
refused-state-why = Нельзя { $deed }: заказ { $number } в состоянии «{ $state }»
refused-state-next = Откройте заказ: там показано, что с ним можно сделать
refused-short = Не зарезервировано: не хватает товара
refused-short-why = { $n ->
    [one] Не хватает по { $n } строке: { $lines }
    [few] Не хватает по { $n } строкам: { $lines }
   *[many] Не хватает по { $n } строкам: { $lines }
 }
refused-short-line = строка { $position }, { $sku }: нет { $quantity } { $unit }
refused-short-next = Предложите другой день или меньшее количество, спрос записан
refused-short-next-offer = Предложите замену, другой день или меньшее количество, спрос записан
refused-partly = Отменить уже нельзя
refused-partly-why = По заказу { $number } часть товара уже отгружена
refused-partly-next = Отгруженное оформляется возвратом, остаток можно не отгружать
refused-requisites = Счёт не выставлен: нет реквизитов
refused-requisites-why = У организации-продавца не заполнен ИНН
refused-requisites-next = Попросите администратора заполнить реквизиты организации
refused-invoice = Счёт уже выставлен
refused-invoice-why = По заказу { $number } есть счёт № { $invoice }
refused-invoice-next = Откройте этот счёт
refused-nothing = Нечего проводить
refused-nothing-why = В заказе { $number } нет строк, с которыми это можно сделать
refused-nothing-next = Добавьте строку или проверьте, что уже отгружено
refused-not-ready = Не отгружено: товар ещё не на складе
refused-not-ready-line = строка { $position }, { $sku }: на складе { $ready } из { $wanted }
refused-not-ready-next = Отгрузите то, что есть, или дождитесь поступления
overdue = Просрочено
overdue-sum = просрочено: { $sum }
credit-limit = Кредитный лимит
credit-left = свободно { $free }
credit-free = Свободно из лимита
refused-over-limit = Клиент превысит кредитный лимит
refused-over-limit-why = { $order } добавляет { $asked }; долг и согласованные заказы — { $exposure }, лимит — { $limit }, свободно { $free }
refused-over-limit-pay = Пусть клиент оплатит счёт { $number } (осталось { $left }), или попросите поднять лимит: { $who }
refused-over-limit-ask = Попросите поднять лимит: { $who }
refused-reversed = Эта оплата уже сторнирована
refused-reversed-why = Её сторнировали { $day }: деньги на счёте и у клиента больше не числятся
refused-reversed-next = Если деньги пришли, запишите их новой оплатой
refused-too-large = Сумма слишком велика
refused-too-large-next = Уменьшите количество или разделите заказ

orders-none = Заказов пока нет
orders-none-hint = Здесь появятся заказы клиентов с ответом по каждой строке
order-new = Новый заказ
order = Заказ
order-titled = Заказ { $number }
state = Состояние
number = Номер
client = Клиент
lines = Строки
promised = Обещан
made = Создан
made-on = создан { $day }
sum = Сумма
sku = Артикул
place = №
item = Товар
quantity = Кол-во
answer = Ответ
promise-and-source = Обещание и источник
price = Цена

answer-now-part = Сейчас { $here }
answer-now = Сейчас
answer-dated = К дате
answer-substitute = Замена?
answer-refused = Отказ
count-now = сейчас
count-dated = к дате
count-substitute = ждёт замены
count-refused = отказ
count-short = не полностью
promise-passed = срок прошёл
at-risk = под угрозой
not-promised = не обещано
from-shelf = со склада { $quantity }
from-arrival-late = поступление № { $origin } ждали { $day }, { $quantity }
from-arrival = поступление № { $origin } { $day }, { $quantity }
from-transfer = перемещение { $day }, { $quantity }
from-elsewhere = ожидается { $day }, { $quantity }
has-left = отгружено { $quantity }
called-off = отменено { $quantity }
is-short = нет { $quantity }
no-goods-needed = услуга
not-before = нет до { $day }
nothing-in-sight = нет, спрос записан
vat-inside = в том числе НДС { $vat }
vat-none = без НДС
vat-percent = НДС { $percent } %
percent = { $percent } %

reason-too-late = Поздно для клиента
reason-price = Не устроила цена
reason-not-needed = Уже не нужно
reason-other = Другая причина

who-orders = Кто заказывает
find = Найти
debt = Долг
advance = Аванс
payment-advance = Сверх счёта принять как аванс клиента
open-sum = К отгрузке
turnover-year = Оборот за год
last-order = Последний заказ
none-yet = ещё не было
team = Команда
draft-saved = черновик, сохраняется сам
save = Сохранить
line-count = { $n ->
    [one] { $n } строка
    [few] { $n } строки
   *[many] { $n } строк
 }
new-line = Новая строка: код или часть названия
new-line-hint = Код или часть названия, можно с количеством
paste-rows = Вставить строки из таблицы
paste-rows-hint = Артикул и количество в каждой строке
paste-add = Добавить строки
mode = Если не всё есть
mode-backorder = Остаток к дате поступления
mode-partial = Только то, что есть
mode-all = Всё или ничего
throw-away = Выбросить черновик
throw-away-why = { $n ->
    [one] Пропадёт { $n } строка
    [few] Пропадут { $n } строки
   *[many] Пропадёт { $n } строк
 }
throw-away-sure = Да, выбросить
nothing-to-reserve = Ни одна строка не обеспечена: выберите замену или другой день
reserve-lines = { $n ->
    [0] Зарезервировать
    [one] Зарезервировать { $n } строку
    [few] Зарезервировать { $n } строки
   *[many] Зарезервировать { $n } строк
 }
quantity-of-line = Количество в строке { $position }
line-titled = Строка { $position }
substitutes = Замены
no-substitutes = Подходящей замены сейчас нет
not-in-order = В этот заказ и счёт строка не вошла, заменить её здесь уже нельзя. Товар на замену оформляют новым заказом
desk-empty = Строк пока нет
desk-empty-hint = Наберите код или часть названия, ответ появится сразу
need-promised = Нужно { $quantity }, обещаем { $day }
need-later = Нужно { $quantity }, целиком не раньше { $day }
need-nothing = Нужно { $quantity }, поступлений не видно
need-refused = Нужно было { $quantity }, отказ: { $reason }
free-now = свободно { $quantity }
extent = Сколько заменить
extent-missing = Вместо недостающего: { $quantity }
extent-whole = Вместо всей строки: { $quantity }
agreed-for = договорено на { $day }
fits = сходство { $fit }
buys-often = Покупает чаще всего
bought-lately = { $n_times ->
    [one] { $n_times } раз, последний { $day }
    [few] { $n_times } раза, последний { $day }
   *[many] { $n_times } раз, последний { $day }
 }
bought-times = { $n ->
    [one] брал { $n } раз
    [few] брал { $n } раза
   *[many] брал { $n } раз
 }
not-told = { $wanted }: нет данных
in-place-of = вместо { $sku }
instead-of = { $wanted } → { $offered }
the-same = по свойствам то же
take-offer = Клиент согласен: заменить
set-day = Ждать к этому дню
wanted-on = К какому дню
refuse = Отказ
refuse-reason = Причина отказа
take-up = Вернуть строку
drop-line = Убрать строку
key-quantity = количество
key-add = добавить строку
key-substitute = замена
key-date = другая дата
key-refuse = отказ с причиной
key-reserve = резерв

confirm = Подтвердить
issue-invoice = Выставить счёт
cancel = Отменить заказ
ship = Отгрузить
ship-order = Отгрузка заказа { $number }
papers = Документы
shipped-sum = Отгружено
left-sum = Осталось отгрузить
left-to-pay = осталось { $sum }
paid = Оплачен
invoice = Счёт
invoice-titled = Счёт № { $number }
invoice-of-day = Счёт № { $number } от { $day }
shipment-titled = Отгрузка № { $number }
seller = Поставщик
buyer = Покупатель
inn = ИНН
kpp = КПП
address = Адрес
bank = Банк
bik = БИК
account = Расчётный счёт
corr-account = Корр. счёт
net = Без НДС
rate = Ставка
tax = НДС
to-pay = всего к оплате
shipped-on = День отгрузки
rate-was = в счёте было { $percent } %
left-to-ship = Осталось
on-shelf = На складе
ship-now = Отгрузить
back = Назад

payments = Оплаты
payments-none = Оплат пока нет
payments-none-hint = Здесь появятся деньги, пришедшие от клиентов
payment-new = Записать оплату
payments-find = Клиент или номер счёта
payment-for = За что оплата?
payment-for-hint = Номер счёта или клиент
payment-for-nothing = Ни счёта, ни клиента с таким номером или названием. Проверьте номер или наберите часть названия
payment-record = Записать
payment-titled = Оплата { $day }
payment-reverse = Сторнировать
payment-reverse-head = Оплата записана по ошибке
payment-reverse-hint = Строка останется с причиной; деньги уйдут со счёта и из расчётов с клиентом, закрытый ими заказ снова откроется.
payment-reverse-reason = Причина
payment-reversed = Сторнирована
payment-reversed-by = Сторнирована { $when } · { $who }
payment-reversed-then = Сторнирована { $when }
settlements = Взаиморасчёты
account-paid = Оплачено
account-day = День
account-paper = Основание
account-empty = Отгрузок и оплат ещё не было
account-opening = Начальный остаток
received-on = День поступления
purpose = Назначение платежа
amount = Сумма платежа
on-account = на счёт клиента
rests-orders = заказы
rests-payments = оплаты
rests-sales = строки истории продаж
rests-openings = начальные долги и авансы
rests-lines = строки заказов

words-quantity = кол количество заказ потребность
words-code = арт код наимен номенклатура товар

wrong-not-a-part = Должно быть меньше всей строки
refused-unclear = Не зарезервировано: есть неясные строки
refused-unclear-why = { $n_rows ->
    [one] В заказе { $number } { $n_rows } строка ждёт товара или количества
    [few] В заказе { $number } { $n_rows } строки ждут товара или количества
   *[many] В заказе { $number } { $n_rows } строк ждут товара или количества
 }
refused-unclear-next = Выберите товар, впишите количество или уберите строку
step-reserved = Резерв
step-invoiced = Счёт
unclear-count = { $n ->
    [one] { $n } строка ждёт
    [few] { $n } строки ждут
   *[many] { $n } строк ждут
 }
unclear-rows = { $n ->
    [one] { $n } строка ждёт: выберите товар или впишите количество, код клиента запомнится
    [few] { $n } строки ждут: выберите товар или впишите количество, коды клиента запомнятся
   *[many] { $n } строк ждут: выберите товар или впишите количество, коды клиента запомнятся
 }
unclear-more = { $n ->
    [one] и ещё { $n } строка, появится следом
    [few] и ещё { $n } строки, появятся следом
   *[many] и ещё { $n } строк, появятся следом
 }
row-what = Код или название для строки «{ $row }»
row-what-hint = Наш код или название
row-quantity = Количество для строки «{ $row }»
row-take = Записать
row-drop = Убрать
nothing-like-it = Похожего в каталоге нет
clash = Заказ изменён в { $at }.
clash-by = Заказ изменён в { $at }, { $who }.
clash-kept = Ничего не перезаписано.
clash-line = Строка { $position }: сейчас { $now }, ваше { $mine }
clash-mine = Оставить { $mine }
clash-theirs = Взять { $now }
clash-gone = Строку убрали, ваше количество { $mine } записывать некуда
new-line-much = Количество в новой строке
rests-on = Источник:
now-quantity = Сейчас из строки
split = Разделить, остальное к дню
attribute = Параметр
asked = Просили
offered = Замена { $key }
not-known = неизвестно
also-here = Заказ открыт ещё у: { $names }
key-paste = строки из таблицы
sections = Заказы и расчёты
invoices = Счета
states-all = Все состояния
invoices-all = Все счета
invoices-unpaid = Не оплачены
invoices-late = Не оплачены дольше { $days_n } дней
invoices-paid = Оплачены
invoices-none = Счетов пока нет
invoices-none-hint = Здесь появятся счета, выставленные по заказам
payment-state = Оплата
issued-on = Выставлен
to-pay-left = Осталось оплатить
paid-sum = Оплачено
number-of = № { $number }
invoice-number = Номер счёта
lines-at-risk = Строк под угрозой
ev-line-substituted = Заказ { $number }: другой товар в строке
ev-order-reserved = Заказ { $number }: резерв
ev-order-confirmed = Заказ { $number } подтверждён
ev-order-closed = Заказ { $number } выполнен и оплачен
ev-order-reopened = Заказ { $number } снова открыт
ev-order-cancelled = Заказ { $number } отменён
ev-order-refused = Отказ по заказу
ev-invoice-issued = Выставлен счёт по { $number }
ev-order-shipped = Отгрузка по { $number }
ev-payment-received = Оплата получена
ev-payment-reversed = Оплата сторнирована
ev-promise-given = Обещана дата по { $number }
ev-promise-at-risk = Обещание под угрозой: { $number }
ev-promise-safe = Обещание снова выполнимо: { $number }
ev-promise-resourced = Другой источник товара: { $number }
ev-balance-opened = Записан начальный долг или аванс
ev-draft-changed = Заказ { $number }: правка черновика
chapter-orders = Заказы и деньги

beside-turnover = За 12 мес., { $sign }
beside-change = К прошлому году
beside-last = Последняя покупка
beside-debt = Долг, { $sign }
beside-advance = аванс { $sum }

deed-extend = продлить резерв
deed-run-out = снять резерв по сроку
wrong-term-or-state = Укажите либо состояние, либо срок резерва
refused-ran-out = Резерв уже закончился
refused-ran-out-why = Товар по заказу { $number } держали до { $day }, теперь он свободен для других
refused-ran-out-next = Зарезервируйте заказ снова: строки в нём сохранились
refused-no-term = Продлевать нечего
refused-no-term-why = Резерв по заказу { $number } стоит без срока
refused-no-term-next = Он держится, пока заказ не подтвердят или не отменят
refused-extended = Больше не продлить
refused-extended-why = { $n_times ->
    [one] Резерв по заказу { $number } продлён { $n_times } раз и стоит до { $until }
    [few] Резерв по заказу { $number } продлён { $n_times } раза и стоит до { $until }
   *[many] Резерв по заказу { $number } продлён { $n_times } раз и стоит до { $until }
 }
refused-extended-next = Подтвердите заказ с клиентом или попросите продлить того, кому можно: { $who }
term-today = резерв истекает сегодня
term-tomorrow = резерв истекает завтра
term-soon = резерв истекает { $day }
term-until = резерв до { $day }
term-over = срок резерва вышел { $day }
until = до { $day }
held-until = Резерв до
would-hold = резерв будет до { $day }
extended-times = { $n ->
    [one] продлён { $n } раз
    [few] продлён { $n } раза
   *[many] продлён { $n } раз
 }
extend-until = Продлить до { $day }
extend-without-end = Держать без срока
ran-out = Резерв закончился { $day }
ran-out-short = резерв истёк { $day }
ran-out-next = Товар свободен для других, строки сохранены. Зарезервируйте снова.
orders-run-out = Резерв истекает
orders-ran-out = Резерв истёк
cancel-why = Заказ останется в списке отменённым
cancel-sure = Да, отменить
ev-reservation-extended = Заказ { $number }: резерв продлён до { $day }
ev-reservation-without-end = Заказ { $number }: резерв держим без срока
ev-reservation-ran-out = Заказ { $number }: резерв истёк, товар свободен
orders-open = Открытые
orders-at-risk = Под угрозой
orders-find = Номер заказа или клиент
orders-late = Срок прошёл
tally-for = { $said } на { $sum }
tally-late = просрочено
tally-open = открыто
tally-today = сегодня
tally-unpaid = не оплачено
worst-late = Заказы, срок которых прошёл
worst-late-why = клиенту обещали этот день, товар не отгружен
worst-risk = Заказы под угрозой
worst-risk-why = обещанный день не держится, клиент ещё не знает
worst-sum = на { $sum }
worst-unpaid = Просроченные счета
account-balance = Остаток долга
nothing = нет
invoice-print = Печать
invoice-total = Итого
vat-of = НДС { $rate }

deed-offer = предложить на бумаге
deed-put-on-paper = подтвердить на бумаге
wrong-not-a-paper = Отдельно выдают предложение или подтверждение
papers-of = Документы заказа { $number }
printed-papers = Печатные документы
paper = Документ
paper-file = Файл
no-papers = Документов пока нет
no-papers-why = Выданный документ остаётся здесь таким, каким его получил клиент.
pdf-russian = PDF по-русски
pdf-english = PDF по-английски
offer-titled = Предложение № { $number }
confirmation-titled = Подтверждение № { $number }
offer = Коммерческое предложение
offer-on-paper = Предложение на бумаге
offer-about = Строки, цены и дни отгрузки — как сейчас в заказе. Выданное предложение не меняется; после правки заказа выдайте новое.
valid-until = Цены действительны по
issue-offer = Выдать предложение
confirmation = Подтверждение заказа
confirmation-about = Клиент получает обещанный день каждой строки и то, чем он обеспечен. Выданное подтверждение не меняется.
issue-confirmation = Выдать подтверждение
ev-offer-issued = Выдано предложение № { $number } по { $order }
ev-confirmation-issued = Выдано подтверждение № { $number } по { $order }
