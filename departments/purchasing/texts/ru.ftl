state-open = ждём
state-received = получено
state-cancelled = отменено
purchase-number = П-{ $number }

wrong-missing = Заполните это поле
wrong-too-long = { $most ->
    [one] Не длиннее { $most } знака
   *[many] Не длиннее { $most } знаков
 }
wrong-unreadable = Непонятное значение
wrong-line-count = { $most ->
    [one] Нужна хотя бы одна строка, но не больше { $most }
   *[many] Нужна хотя бы одна строка, но не больше { $most }
 }
wrong-not-positive = Количество должно быть больше нуля
wrong-negative = Цена не бывает меньше нуля
wrong-too-much = Столько не закупают: проверьте число
wrong-not-whole = Это считают целыми: части штуки не закупают
wrong-units-or-packs = Укажите либо количество, либо число упаковок
wrong-sku = В каталоге нет артикула { $sku }
wrong-service = { $sku } — услуга, её не закупают на склад
wrong-number = Нужно число, например 12,5
wrong-day = Нужен день, например 2026-12-02
wrong-past = Этот день уже прошёл, сегодня { $today }
wrong-far = Слишком далеко: не позже { $last }

refused-fields = Закупка не принята
refused-arrival = Поступление не изменено
refused-fields-why = { $n ->
    [one] Ошибка в { $n } поле
   *[many] Ошибки в { $n } полях
 }
refused-fields-next = Исправьте отмеченные поля и отправьте снова
refused-unknown = Такого поступления нет
refused-unknown-why = В реестре нет поступления с этим номером
refused-unknown-next = Найдите его в реестре поступлений
refused-received = Поступление уже пришло
refused-received-why = По этой строке больше ничего не ждём
refused-received-next = Если товар ещё должен прийти, заведите новый заказ поставщику
refused-cancelled = Поступление отменено
refused-cancelled-why = Поставка по этой строке отменена и не придёт
refused-cancelled-next = Если товар всё же придёт, заведите новый заказ поставщику
refused-stale = Поступление успели изменить
refused-stale-why = Сейчас у строки версия { $version }, а вы смотрели другую
refused-stale-next = Откройте поступление заново и повторите
refused-alike = Похожий поставщик уже есть
refused-alike-why = В базе: { $name }
refused-alike-next = Выберите его или отметьте, что это другой
refused-alike-field = Похож на: { $name }
alike-is = Это { $name }
refused-alike-tick = Это другой поставщик

arrivals = Поступления
register = Реестр поступлений
fresh-facts = Свежесть реестра
fact-open = Ждём, строк
fact-open-cost = на { $sum }
fact-late = Дата прошла
fact-late-why = { $n ->
    [0] обещаний не держит
    [one] держит { $n } обещание
    [few] держит { $n } обещания
   *[many] держит { $n } обещаний
 }
fact-stale = Без вестей 7 дней
fact-stale-why = запросите поставщика
fact-stale-none = все на связи
fact-week = Ближайшие 7 дней
fact-week-why = с просроченными
fact-fresh = Подтверждено за 3 дня
fact-fresh-norm = норма 95 %
show-all = Все
show-late = Просрочены
show-week = Неделя
show-filter = Отбор
show-supplier = Поставщик
show-all-suppliers = Все поставщики

col-fresh = Свежесть
col-arrival = Поступление
col-item = Позиция
col-quantity = Кол-во
col-expected = Ожидаем
col-pegged = Под заказы
col-promises = Слово
col-order = Заказ
col-client = Клиент
col-promised = Обещано
col-could = Станет
col-by = Чем держим
col-supplier = Поставщик
col-placed = Заказано
col-lines = Строк
col-next = Ближайший приход
col-cost = Сумма
col-unit-cost = Цена закупки
col-state = Состояние
col-received = Получено

fresh-past = прошла
fresh-new = новое
fresh-today = сегодня
fresh-yesterday = вчера
fresh-days = { $n ->
    [one] { $n } день
    [few] { $n } дня
   *[many] { $n } дней
 }

arrivals-none = Поступлений не ждём
arrivals-none-hint = Строки появятся, как только вы закажете товар у поставщика

panel-quantity = Ждём { $awaited } { $unit } из { $quantity }
panel-confirmed = Дата подтверждена { $when }
panel-never = Дата ещё не подтверждалась
panel-expected = Ожидаем
panel-closed = По этой строке больше ничего не ждём
panel-cancelled = Поставка отменена
new-day = Новая дата
reason = Причина
reason-production = Поставщик: сбой производства
reason-transport = Задержка перевозки
reason-customs = Задержка на таможне
reason-stock = Нет товара у поставщика
reason-earlier = Поставщик отгружает раньше
save-day = Сохранить дату
see-whom = Кого заденет
confirm-day = Подтвердить дату
move-day = перенести
receive-title = Приёмка
receive-quantity = Пришло, { $unit }
receive-button = Принять на склад
cancel-title = Поставка не придёт
cancel-hint = Остаток строки будет снят с ожидания. Обещанные дни не изменятся, но строки без товара станут под угрозой.
cancel-button = Отменить поставку
history = История даты
nobody = На этой поставке обещания не держатся
resting = Держится на этой поставке

effect-question = Что сломает перенос { $old } → { $new }
effect-none = Никого не заденет
effect-none-why = Ни одно обещание не держится на этой дате
effect-lines = { $n ->
    [one] { $n } обещание
    [few] { $n } обещания
   *[many] { $n } обещаний
 }
effect-clients = { $n ->
    [one] { $n } клиент
    [few] { $n } клиента
   *[many] { $n } клиентов
 }
effect-why = { $saved ->
    [0] Другим товаром не закрыть; под угрозой { $left } на { $sum }
   *[many] Перепривязка спасает { $saved }, под угрозой { $left } на { $sum }
 }
effect-all-saved = Все обещания держатся другим товаром
effect-better = { $n ->
    [one] { $n } обещание снова в срок
    [few] { $n } обещания снова в срок
   *[many] { $n } обещаний снова в срок
 }
group-cleared = Снова в срок: { $n }
group-saved = Спасены перепривязкой: { $n } · { $sum }
group-risk = Под угрозой, нужно решение клиента: { $n } · { $sum }
group-still = Под угрозой и без того: { $n } · { $sum }
effect-nobody-new = Новых потерь нет
effect-still = { $n ->
    [one] { $n } обещание под угрозой и без того
    [few] { $n } обещания под угрозой и без того
   *[many] { $n } обещаний под угрозой и без того
 }
effect-note = Обещанные клиентам дни не меняются: строки, которым не хватит товара, помечаются «под угрозой» в заказе.
effect-note-hidden = Обещанные дни не меняются: строки, которым не хватит товара, помечаются «под угрозой». Имена клиентов закупщику не показаны.
could-none = не видно
by-shelf = склад
by-late = опоздает
by-own = та же поставка
by-part = { $quantity } { $unit }: { $what }

menu-purchases = Закупки
purchases = Заказы поставщикам
purchases-new = Новый заказ поставщику
purchases-none = Заказов поставщикам нет
purchases-none-hint = Закажите товар: его можно будет обещать клиентам со дня прихода
purchase-lines = Строки заказа
purchase-facts = Главное о заказе
fact-supplier = Поставщик
fact-placed = Заказано
fact-lines = Строк
fact-awaited = { $n ->
    [0] всё получено
    [one] ждём { $n } строку
    [few] ждём { $n } строки
   *[many] ждём { $n } строк
 }
fact-next = Ближайший приход
fact-cost = Сумма закупки
fact-nothing = нет
new-supplier = Поставщик
new-supplier-hint = Нового поставщика заведём по названию
new-cancel = Отменить
new-warehouse = Склад
new-lines = Что заказываем
new-line = Строка { $n }
new-sku = Артикул
new-quantity = Количество
new-cost = Цена закупки
new-expected = Ожидаем
new-save = Заказать
new-lines-hint = Пустые строки не в счёт

arrival-number = поступление № { $number }
at-risk = под угрозой
of-them-at-risk = под угрозой { $n }
rests-arrivals-used = поступления, которые уже обещаны, приняты или перенесены
rests-purchases = строки заказов поставщикам
col-unit = Ед.
col-first-expected = Ожидали сначала
col-confirmed = Подтверждено
purchases-all-states = Все состояния
ev-purchase-placed = Заказ поставщику оформлен
ev-purchase-forgotten = Заказ поставщику изъят при отмене загрузки
ev-arrival-moved = День поступления перенесён
ev-arrival-confirmed = День поступления подтверждён
ev-arrival-received = Поступление принято
ev-arrival-cancelled = Поступление отменено
chapter-purchasing = Закупки
tally-awaited = ждём
tally-late = просрочено
tally-open = открыто
tally-stale = без вестей
worst-late = Поступления, срок которых прошёл
worst-stale = Поступления без вестей
worst-stale-why = неделю никто не подтверждал день
show-stale = Без вестей
tally-late-lines = строк просрочено
item-purchases = Последние закупки
new-item = Артикул или название
