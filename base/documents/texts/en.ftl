roubles = { $n ->
    [one] rouble
   *[other] roubles
 }
kopecks = { $n ->
    [one] kopeck
   *[other] kopecks
 }
euros = { $n ->
    [one] euro
   *[other] euros
 }
dollars = { $n ->
    [one] US dollar
   *[other] US dollars
 }
cents = { $n ->
    [one] cent
   *[other] cents
 }
yuans = { $n ->
    [one] yuan
   *[other] yuans
 }
fens = { $n ->
    [one] fen
   *[other] fens
 }
minus = minus

invoice-heading = Invoice No. { $number } of { $day }
offer-heading = Offer No. { $number } of { $day }
confirmation-heading = Confirmation No. { $number } of order { $order }, { $day }

invoice-notice = Payment of this invoice means consent to the terms of delivery. Goods are released when the money has come to the seller's account, unless the contract says otherwise.
invoice-until = The invoice holds up to and including { $day }.
offer-notice = This is no public offer.
offer-until = Prices hold up to and including { $day }, shipping days as of the day of the offer.
confirmation-notice = The shipping days named here are our word. Should a day change, we say so before it comes.

payee-bank = Bank of the payee
bik = BIK
bank-account = Acc. No.
inn = INN
kpp = KPP
payee = Payee
seller = Seller
buyer = Buyer
basis = Basis
by-order = Order { $order }
contact = Your manager

place = No.
sku = Code
goods = Goods (works, services)
quantity = Qty
unit = Unit
price = Price
price-gross = Price with VAT
price-net = Price without VAT
rate = VAT rate
tax = VAT
sum = Sum with VAT
ships-on = Ships on
no-day = no day
rests-on = Rests on
no-vat-short = no VAT

total = Total
vat-of = Including VAT { $rate }
no-vat = No tax (VAT)
to-pay = To pay
money-unit = { $currency ->
    [RUB] RUB
    [EUR] EUR
    [USD] USD
   *[other] CNY
 }
counted = { $n ->
    [one] { $n } item in all, for { $sum } { $currency }
   *[other] { $n } items in all, for { $sum } { $currency }
 }
qr-note = Payment by QR code: the bank's application fills in the details, sum and purpose
purpose = Payment of invoice No. { $number } of { $day }, incl. VAT { $vat }
purpose-untaxed = Payment of invoice No. { $number } of { $day }, no VAT

head = Director
accountant = Accountant
page = p.
page-of = of
