terms = Условия
terms-none = Условия не заданы: ни лимита, ни срока оплаты
terms-change = Изменить условия
terms-set = Задать условия
credit-limit = Кредитный лимит
credit-limit-hint = Долг и согласованные заказы вместе; пусто — без лимита
payment-term = Отсрочка платежа
payment-days = { $days ->
    [0] в день отгрузки
    [one] { $days } день после отгрузки
    [few] { $days } дня после отгрузки
   *[other] { $days } дней после отгрузки
}
payment-days-field = Дней на оплату
payment-days-hint = После отгрузки; 0 — в тот же день
changed = Заданы
without-limit = без лимита
terms-in-words = лимит { $limit }, { $days ->
    [0] оплата в день отгрузки
    [one] { $days } день на оплату
    [few] { $days } дня на оплату
   *[other] { $days } дней на оплату
}

wrong-negative = Лимит не бывает меньше нуля
wrong-sum-too-large = Слишком большая сумма
wrong-not-a-number = Напишите сумму цифрами
wrong-not-a-sum = После запятой не больше двух цифр
wrong-days = Целое число дней от 0 до { $most }

refused-fields = Условия не заданы
refused-fields-why = { $n ->
    [one] Неверно { $n } поле
    [few] Неверны { $n } поля
   *[other] Неверны { $n } полей
}
refused-fields-next = Исправьте отмеченные поля и отправьте снова
refused-unknown = Такого клиента нет
refused-unknown-why = Клиента с таким номером нет, или он другой команды
refused-unknown-next = Найдите клиента в списке
refused-stale = Условия уже изменили
refused-stale-why = Сейчас у них версия { $version }, вы смотрели другую
refused-stale-next = Откройте условия ещё раз и повторите

chapter-contracts = Условия клиентов
ev-terms-set = Заданы условия: { $new }
ev-terms-changed = Условия изменены: { $new }; было: { $old }
rests-terms = условия клиентов
