order-number = Z-{ $id }
orders = Orders

state-draft = Draft
state-reserved = Reserved
state-confirmed = Confirmed
state-invoiced = Invoiced
state-picking = Picking
state-packed = Packed
state-shipped = Shipped
state-delivered = Delivered
state-closed = Closed
state-cancelled = Cancelled

deed-change = change
deed-reserve = reserve
deed-confirm = confirm
deed-invoice = invoice
deed-ship = ship
deed-close = close
deed-reopen = open again
deed-cancel = cancel

wrong-missing = Fill in this field
wrong-not-positive = Must be more than zero
wrong-too-much = A million units in a line at most
wrong-not-whole = This is counted whole: there is no part of a piece
wrong-not-a-number = This is not a number; "12" or "2.5" would do
wrong-not-a-sum = A sum has at most two digits after the point
wrong-not-a-day = This is no day of the calendar
wrong-nothing-typed = Write how much to ship into one line at least
wrong-how-much-leaves = Write how much leaves now; 0 if the line waits
wrong-more-than-left = More than is left to pay ({ $left }). If it is an advance, tick it below
wrong-not-of-packs = So many packs do not come to whole units
wrong-units-or-packs = Give either a quantity or packs
wrong-day-past = This day has passed
wrong-day-ahead = This day has not come yet
wrong-day-too-far = This day is too far away
wrong-too-long = { $n_most ->
    [one] At most { $n_most } character
   *[other] At most { $n_most } characters
 }
wrong-unreadable = The text holds characters that cannot be printed
wrong-no-client = There is no such client, or another team looks after it
wrong-several-items = More than one item fits “{ $name }”: choose from the list
wrong-no-item = The catalogue has no item { $sku }
wrong-no-line = The order has no such line
wrong-twice = The line is named twice
wrong-no-lines = The order has no lines
wrong-too-many-lines = { $n_most ->
    [one] At most { $n_most } line in an order
   *[other] At most { $n_most } lines in an order
 }
wrong-more-than-open = { $quantity } left to ship
wrong-invoice-or-client = Name an invoice, or the client of that invoice
wrong-no-invoice = There is no such invoice
wrong-sum-too-large = The sum is larger than what can be kept

refused-fields = Not accepted: something is wrong
refused-fields-why = { $n ->
    [one] { $n } field is wrong
   *[other] { $n } fields are wrong
 }
refused-fields-next = Correct the marked fields and send again
refused-unknown = No such document
refused-unknown-why = There is no order, invoice or shipment with this number, or another team looks after the client
refused-unknown-next = Check the number or find the document on the client's page
refused-stale = The order was changed meanwhile
refused-stale-why = Order { $number } has version { $version } by now, you looked at another
refused-stale-next = Open the order again and repeat
stale-now = Its state is “{ $state }” by now
stale-shown = Below it is as it stands: repeat only what is still needed
extended-ask = extended further by: { $who }
refused-state = Not possible now
refused-state-why = Cannot { $deed }: order { $number } is in state “{ $state }”
refused-state-next = Open the order: it shows what can be done with it
refused-short = Not reserved: goods are short
refused-short-why = { $n ->
    [one] { $n } line is short: { $lines }
   *[other] { $n } lines are short: { $lines }
 }
refused-short-line = line { $position }, { $sku }: { $quantity } { $unit } missing
refused-short-next = Offer another day or a smaller quantity; the demand is recorded
refused-short-next-offer = Offer a substitute, another day or a smaller quantity; the demand is recorded
refused-partly = It is too late to cancel
refused-partly-why = A part of order { $number } has been shipped
refused-partly-next = What was shipped comes back as a return; the rest need not be shipped
refused-requisites = No invoice: requisites are missing
refused-requisites-why = The seller has no tax number yet
refused-requisites-next = Ask the administrator to fill in the seller's requisites
refused-invoice = There is an invoice already
refused-invoice-why = Order { $number } has invoice No. { $invoice }
refused-invoice-next = Open that invoice
refused-nothing = Nothing to do
refused-nothing-why = Order { $number } has no lines this could be done with
refused-nothing-next = Add a line, or see what has been shipped already
refused-not-ready = Not shipped: goods are not on the shelf yet
refused-not-ready-line = line { $position }, { $sku }: { $ready } of { $wanted } on the shelf
refused-not-ready-next = Ship what is there, or wait for the arrival
overdue = Overdue
overdue-sum = overdue: { $sum }
credit-limit = Credit limit
credit-left = { $free } of it is free
credit-free = Free of the limit
refused-over-limit = The client would owe more than it may
refused-over-limit-why = { $order } adds { $asked }; debt and agreed orders come to { $exposure }, the limit is { $limit }, { $free } of it is free
refused-over-limit-pay = Let the client pay invoice { $number } ({ $left } is left of it), or ask for another limit: { $who }
refused-over-limit-ask = Ask for another limit: { $who }
refused-reversed = This payment is reversed already
refused-reversed-why = It was reversed on { $day }: neither the invoice nor the client counts the money any more
refused-reversed-next = If the money has come, record it as a new payment
refused-too-large = The sum is too large
refused-too-large-next = Order less, or split the order

orders-none = No orders yet
orders-none-hint = Clients' orders will stand here with an answer on every line
order-new = New order
order = Order
order-titled = Order { $number }
state = State
number = Number
client = Client
lines = Lines
promised = Promised
made = Created
made-on = made { $day }
sum = Sum
sku = Code
place = No.
item = Item
quantity = Quantity
answer = Answer
promise-and-source = Promise and source
price = Price

answer-now-part = Now { $here }
answer-now = Now
answer-dated = Dated
answer-substitute = Substitute?
answer-refused = Refused
count-now = now
count-dated = dated
count-substitute = awaiting a substitute
count-refused = refused
count-short = not in full
promise-passed = day has passed
at-risk = at risk
not-promised = not promised
from-shelf = { $quantity } from the shelf
from-arrival-late = { $quantity } from arrival { $origin }, late since { $day }
from-arrival = { $quantity } from arrival { $origin }, { $day }
from-transfer = { $quantity } by transfer, { $day }
from-elsewhere = { $quantity } expected { $day }
has-left = { $quantity } shipped
called-off = { $quantity } called off
is-short = { $quantity } short
no-goods-needed = service
not-before = none before { $day }
nothing-in-sight = none, demand recorded
vat-inside = VAT { $vat } included
vat-none = no VAT
vat-percent = VAT { $percent }%
percent = { $percent }%

reason-too-late = Too late for the client
reason-price = The price did not suit
reason-not-needed = No longer needed
reason-other = Another reason

who-orders = Who orders
find = Find
debt = Debt
advance = Advance
payment-advance = Take what is above the invoice as the client's advance
open-sum = To be shipped
turnover-year = Turnover of a year
last-order = Last order
none-yet = none yet
team = Team
draft-saved = draft, saves itself
save = Save
line-count = { $n ->
    [one] { $n } line
   *[other] { $n } lines
 }
new-line = New line: code or part of a name
new-line-hint = Code or part of a name, a quantity may follow
paste-rows = Paste rows from a table
paste-rows-hint = Code and quantity in each row
paste-add = Add rows
mode = When not all is there
mode-backorder = The rest when it arrives
mode-partial = Only what is there
mode-all = All or nothing
throw-away = Discard the draft
throw-away-why = { $n ->
    [one] { $n } line will be lost
   *[other] { $n } lines will be lost
 }
throw-away-sure = Yes, discard it
nothing-to-reserve = No line can be covered: take a substitute or another day
reserve-lines = { $n ->
    [0] Reserve
    [one] Reserve { $n } line
   *[other] Reserve { $n } lines
 }
quantity-of-line = Quantity of line { $position }
line-titled = Line { $position }
substitutes = Substitutes
no-substitutes = There is no fitting substitute now
not-in-order = The line is not in this order and its invoice, and can no more be substituted here. Put the other item into a new order
desk-empty = No lines yet
desk-empty-hint = Type a code or part of a name, the answer appears at once
need-promised = { $quantity } wanted, promised for { $day }
need-later = { $quantity } wanted, all of it not before { $day }
need-nothing = { $quantity } wanted, nothing in sight
need-refused = { $quantity } wanted, refused: { $reason }
free-now = { $quantity } free
extent = How much to substitute
extent-missing = In place of what is missing: { $quantity }
extent-whole = In place of the whole line: { $quantity }
agreed-for = agreed for { $day }
fits = fit { $fit }
buys-often = Buys most often
bought-lately = { $n_times ->
    [one] { $n_times } time, last on { $day }
   *[other] { $n_times } times, last on { $day }
 }
bought-times = { $n ->
    [one] bought { $n } time
   *[other] bought { $n } times
 }
not-told = { $wanted }: not known
in-place-of = in place of { $sku }
instead-of = { $wanted } → { $offered }
the-same = same properties
take-offer = Client agrees: substitute
set-day = Wait for this day
wanted-on = Wanted by
refuse = Refuse
refuse-reason = Reason for refusing
take-up = Take the line up again
drop-line = Remove the line
key-quantity = quantity
key-add = add a line
key-substitute = substitute
key-date = another day
key-refuse = refuse with a reason
key-reserve = reserve

confirm = Confirm
issue-invoice = Issue the invoice
cancel = Cancel the order
ship = Ship
ship-order = Shipment of order { $number }
papers = Documents
shipped-sum = Shipped
left-sum = Left to ship
left-to-pay = { $sum } left
paid = Paid
invoice = Invoice
invoice-titled = Invoice No. { $number }
invoice-of-day = Invoice No. { $number } of { $day }
shipment-titled = Shipment No. { $number }
seller = Seller
buyer = Buyer
inn = Tax number (INN)
kpp = Branch code (KPP)
address = Address
bank = Bank
bik = Bank code
settlements = Settlements
corr-account = Correspondent account
net = Without VAT
rate = Rate
tax = VAT
to-pay = to pay
shipped-on = Day of shipment
rate-was = { $percent }% on the order
left-to-ship = Left
on-shelf = On the shelf
ship-now = Ship now
back = Back

payments = Payments
payments-none = No payments yet
payments-none-hint = Money that came from clients will stand here
payment-new = Record a payment
payments-find = Client or invoice number
payment-for = What is the payment for?
payment-for-hint = Number of the invoice or client
payment-for-nothing = No invoice and no client of that number or name. Check the number or type a part of the name
payment-record = Record
payment-titled = Payment of { $day }
payment-reverse = Reverse
payment-reverse-head = Recorded by mistake
payment-reverse-hint = The row stays with its reason; the money leaves the invoice and the client's account, and an order it had closed opens again.
payment-reverse-reason = Reason
payment-reversed = Reversed
payment-reversed-by = Reversed { $when } · { $who }
payment-reversed-then = Reversed { $when }
account = Account
account-paid = Paid in
account-day = Day
account-paper = Paper
account-empty = Nothing was shipped or paid yet
account-opening = Opening balance
received-on = Received on
purpose = Purpose
amount = Amount
on-account = on the client's account
rests-orders = orders
rests-payments = payments
rests-sales = lines of sales history
rests-openings = opening debts and advances
rests-lines = lines of orders

words-quantity = qty quantity count amount
words-code = sku code article item part product name

wrong-not-a-part = Must be less than the whole line
refused-unclear = Not reserved: some rows are unclear
refused-unclear-why = { $n_rows ->
    [one] In order { $number } { $n_rows } row waits for its item or quantity
   *[other] In order { $number } { $n_rows } rows wait for their item or quantity
 }
refused-unclear-next = Choose the item, put in the quantity or remove the row
step-reserved = Reserved
step-invoiced = Invoice
unclear-count = { $n ->
    [one] { $n } row waits
   *[other] { $n } rows wait
 }
unclear-rows = { $n ->
    [one] { $n } row waits: choose its item or put in its quantity, the client's code will be remembered
   *[other] { $n } rows wait: choose their items or put in their quantities, the client's codes will be remembered
 }
unclear-more = { $n ->
    [one] and { $n } more row, it comes next
   *[other] and { $n } more rows, they come next
 }
row-what = Code or name for the row “{ $row }”
row-what-hint = Our code or name
row-quantity = Quantity for the row “{ $row }”
row-take = Save row
row-drop = Remove
nothing-like-it = Nothing like it in the catalogue
clash = The order was changed at { $at }.
clash-by = The order was changed at { $at } by { $who }.
clash-kept = Nothing was overwritten.
clash-line = Line { $position }: now { $now }, yours { $mine }
clash-mine = Keep { $mine }
clash-theirs = Take { $now }
clash-gone = The line was removed, your quantity { $mine } has no place
new-line-much = Quantity of the new line
rests-on = Source:
now-quantity = Of the line now
split = Split, the rest by that day
attribute = Attribute
asked = Asked for
offered = Substitute { $key }
not-known = not known
also-here = Also open at: { $names }
key-paste = rows of a table
sections = Orders and money
invoices = Invoices
states-all = Any state
invoices-all = All invoices
invoices-unpaid = Unpaid
invoices-late = Unpaid for over { $days_n } days
invoices-paid = Paid in full
invoices-none = No invoices yet
invoices-none-hint = Invoices made from orders will stand here
payment-state = Payment
issued-on = Issued
to-pay-left = Left to pay
paid-sum = Paid so far
number-of = No. { $number }
invoice-number = Invoice No.
lines-at-risk = Lines at risk
ev-line-substituted = Order { $number }: another item in a line
ev-order-reserved = Order { $number } reserved
ev-order-confirmed = Order { $number } confirmed
ev-order-closed = Order { $number } delivered and paid
ev-order-reopened = Order { $number } open again
ev-order-cancelled = Order { $number } cancelled
ev-order-refused = An order was refused
ev-invoice-issued = Invoice for { $number }
ev-order-shipped = Shipment of { $number }
ev-payment-received = Payment received
ev-payment-reversed = Payment reversed
ev-promise-given = Date promised in { $number }
ev-promise-at-risk = Promise at risk in { $number }
ev-promise-safe = Promise of { $number } holds again
ev-promise-resourced = Other goods serve { $number }
ev-balance-opened = Opening debt or advance recorded
ev-draft-changed = Order { $number }: draft edited
chapter-orders = Orders and money

beside-turnover = 12 months, { $sign }
beside-change = vs last year
beside-last = Last purchase
beside-debt = Debt, { $sign }
beside-advance = paid ahead { $sum }

deed-extend = extend the reservation
deed-run-out = let the reservation run out
wrong-term-or-state = Give either a state or how the reservation stands
refused-ran-out = The reservation has run out
refused-ran-out-why = The goods of order { $number } were held until { $day } and are free for others now
refused-ran-out-next = Reserve the order again: its lines are kept
refused-no-term = There is nothing to extend
refused-no-term-why = The reservation of order { $number } has no term
refused-no-term-next = It holds until the order is confirmed or cancelled
refused-extended = It can't be extended again
refused-extended-why = { $n_times ->
    [one] The reservation of order { $number } was extended once and holds until { $until }
   *[other] The reservation of order { $number } was extended { $n_times } times and holds until { $until }
 }
refused-extended-next = Confirm the order with the client, or ask somebody who may extend it: { $who }
term-today = reservation runs out today
term-tomorrow = reservation runs out tomorrow
term-soon = reservation runs out { $day }
term-until = held until { $day }
term-over = its term was over on { $day }
until = until { $day }
held-until = Held until
would-hold = will be held until { $day }
extended-times = { $n ->
    [one] extended once
   *[other] extended { $n } times
 }
extend-until = Extend to { $day }
extend-without-end = Hold without a term
ran-out = The reservation ran out on { $day }
ran-out-short = reservation ran out { $day }
ran-out-next = The goods are free for others, the lines are kept. Reserve again.
orders-run-out = Reservation runs out
orders-ran-out = Reservation ran out
cancel-why = The order stays in the list as cancelled
cancel-sure = Yes, cancel it
ev-reservation-extended = Order { $number }: held until { $day }
ev-reservation-without-end = Order { $number }: held without a term
ev-reservation-ran-out = Order { $number }: reservation ran out, its goods are free
orders-open = Open
orders-at-risk = At risk
orders-find = Order number or client
orders-late = Day has passed
tally-for = { $said }, { $sum }
tally-late = overdue
tally-open = open
tally-today = today
tally-unpaid = unpaid
worst-late = Orders past their day
worst-late-why = the client was promised that day, nothing was shipped
worst-risk = Orders at risk
worst-risk-why = the promised day does not hold, the client does not know yet
worst-sum = { $sum }
worst-unpaid = Overdue invoices
account-balance = Debt after it
nothing = none
invoice-print = Print
invoice-total = Total
vat-of = VAT { $rate }

deed-offer = offer on paper
deed-put-on-paper = confirm on paper
wrong-not-a-paper = What is issued by itself is an offer or a confirmation
papers-of = Papers of order { $number }
printed-papers = Printed papers
paper = Paper
paper-file = File
no-papers = No papers yet
no-papers-why = A paper once issued stays here as the client got it.
pdf-russian = PDF in Russian
pdf-english = PDF in English
offer-titled = Offer No. { $number }
confirmation-titled = Confirmation No. { $number }
offer = Offer
offer-on-paper = Offer on paper
offer-about = Lines, prices and shipping days as they stand in the order now. An issued offer does not change; after changing the order issue a new one.
valid-until = Prices hold until
issue-offer = Issue the offer
confirmation = Confirmation of the order
confirmation-about = The client gets the promised day of each line and what it rests on. An issued confirmation does not change.
issue-confirmation = Issue the confirmation
ev-offer-issued = Offer No. { $number } issued for { $order }
ev-confirmation-issued = Confirmation No. { $number } issued for { $order }
