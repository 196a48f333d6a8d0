roubles = { $n ->
    [one] рубль
    [few] рубля
   *[many] рублей
 }
kopecks = { $n ->
    [one] копейка
    [few] копейки
   *[many] копеек
 }
euros = { $n ->
    [one] евро
    [few] евро
   *[many] евро
 }
dollars = { $n ->
    [one] доллар США
    [few] доллара США
   *[many] долларов США
 }
cents = { $n ->
    [one] цент
    [few] цента
   *[many] центов
 }
yuans = { $n ->
    [one] юань
    [few] юаня
   *[many] юаней
 }
fens = { $n ->
    [one] фэнь
    [few] фэня
   *[many] фэней
 }
minus = минус

invoice-heading = Счёт на оплату № { $number } от { $day }
offer-heading = Коммерческое предложение № { $number } от { $day }
confirmation-heading = Подтверждение № { $number } заказа { $order } от { $day }

invoice-notice = Внимание! Оплата данного счёта означает согласие с условиями поставки товара. Товар отпускается по факту прихода денег на счёт поставщика, если договором не установлено иное.
invoice-until = Счёт действителен по { $day } включительно.
offer-notice = Предложение не является публичной офертой.
offer-until = Цены действительны по { $day } включительно, дни отгрузки — на день предложения.
confirmation-notice = Названные дни отгрузки — наше слово. Если день изменится, мы сообщим об этом раньше, чем он наступит.

payee-bank = Банк получателя
bik = БИК
bank-account = Сч. №
inn = ИНН
kpp = КПП
payee = Получатель
seller = Поставщик
buyer = Покупатель
basis = Основание
by-order = Заказ { $order }
contact = Ваш менеджер

place = №
sku = Артикул
goods = Товары (работы, услуги)
quantity = Кол-во
unit = Ед.
price = Цена
price-gross = Цена с НДС
price-net = Цена без НДС
rate = Ставка НДС
tax = НДС
sum = Сумма с НДС
ships-on = Отгрузка
no-day = без даты
rests-on = Обеспечено
no-vat-short = без НДС

total = Итого
vat-of = В том числе НДС { $rate }
no-vat = Без налога (НДС)
to-pay = Всего к оплате
money-unit = { $currency ->
    [RUB] руб.
    [EUR] евро
    [USD] долл. США
   *[other] юаней
 }
counted = { $n ->
    [one] Всего { $n } наименование, на сумму { $sum } { $currency }
    [few] Всего { $n } наименования, на сумму { $sum } { $currency }
   *[many] Всего { $n } наименований, на сумму { $sum } { $currency }
 }
qr-note = Оплата по QR-коду: приложение банка подставит реквизиты, сумму и назначение
purpose = Оплата по счёту № { $number } от { $day }, в т.ч. НДС { $vat }
purpose-untaxed = Оплата по счёту № { $number } от { $day }, без НДС

head = Руководитель
accountant = Бухгалтер
page = стр.
page-of = из
