dossier = Dossier
main-figures = Main figures
turnover-year = Turnover, 12 months
turnover-change = { $percent } on the 12 months before
turnover-first = no year before yet
last-order = Last purchase
last-order-ago = { $n ->
    [one] { $n } day ago
   *[other] { $n } days ago
}
never-bought = has not bought yet
debt = Debt
debt-none = no debt
debt-why = shipped and not paid
advance = Advance
advance-why = paid and not shipped yet
open-sum = In open orders
open-count = { $n ->
    [0] none open
    [one] { $n } order
   *[other] { $n } orders
}
at-risk-lines = At risk
at-risk-none = nothing
at-risk-count = { $n ->
    [one] { $n } line
   *[other] { $n } lines
}
turnover-by-month = Turnover by month
turnover-unit = thousand ₽
other-categories = Other
no-turnover = No purchases yet
no-turnover-why = The first shipped order will be seen here.
open-orders = Open orders
open-orders-sum = { $orders } for { $sum }
all-orders = all orders
no-open-orders = No open orders
col-order = Order
col-what = What
col-sum = Sum, ₽
col-promised = Promised
col-rests-on = Rests on
col-word = Word
word-holds = holds
word-risk = at risk
not-promised = not promised
history = Purchases
history-more = all purchases
col-day = Day
col-item = Item
col-quantity = Quantity
history-empty = No history
timeline = Timeline
timeline-empty = No events yet
new-order = Order
edit = Change
requisites-line-inn = INN { $inn }
requisites-line-kpp = KPP { $kpp }
since = since { $year }
locked = Another team's client
locked-why = { $manager } looks after it. Contacts and history are hidden.
locked-nobody = Contacts and history are hidden.
search-title = Search
search-clients = Clients
search-orders = Orders
search-items = Items
search-nothing = Nothing found
search-nothing-why = Try a part of the name, the INN, a phone or an order number.
search-read-as = read as "{ $text }"
search-locked = looked after by { $manager }
team-none = no team assigned
team = Whom to ask for what
what-positions = { $n ->
    [one] { $n } line
   *[other] { $n } lines
}
source-stock = stock
source-arrival = arrival no. { $number }, { $day }
source-other = { $source } on { $day }
ev-client-created = Client entered
ev-client-changed = Card changed
ev-order-placed = Order { $number } taken
ev-order-reserved = Order { $number } reserved
ev-order-confirmed = Order { $number } confirmed
ev-order-closed = Order { $number } delivered and paid
ev-at-risk = A promise is at risk
ev-order-cancelled = Order { $number } cancelled
ev-order-refused = An order was refused
ev-invoice-issued = Invoice for { $number }
ev-order-shipped = Shipment of { $number }
ev-payment-received = Payment received
ev-promise-given = Date promised in { $number }
ev-contact = Contacts added
ev-team = Team changed
ev-other = Log entry
ev-balance-opened = Opening debt or advance recorded
