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
deed-cancel = отменить

wrong-missing = Заполните это поле
wrong-not-positive = Должно быть больше нуля
wrong-too-much = Не больше миллиона единиц в строке
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
refused-too-large = Сумма слишком велика
refused-too-large-next = Уменьшите количество или разделите заказ
