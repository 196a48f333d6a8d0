state-open = awaited
state-received = received
state-cancelled = cancelled
purchase-number = PO-{ $number }

wrong-missing = Fill in this field
wrong-too-long = { $most ->
    [one] No longer than { $most } letter
   *[other] No longer than { $most } letters
 }
wrong-unreadable = This value can't be read
wrong-line-count = { $most ->
    [one] At least one line is needed, and no more than { $most }
   *[other] At least one line is needed, and no more than { $most }
 }
wrong-not-positive = The quantity must be above zero
wrong-negative = A price is never below zero
wrong-too-much = Nobody buys that much: check the number
wrong-not-whole = This is counted whole: nobody buys a part of a piece
wrong-units-or-packs = Give either the quantity or the number of packs
wrong-sku = The catalogue has no code { $sku }
wrong-service = { $sku } is a service and is not bought into stock
wrong-number = A number is needed, such as 12.5
wrong-day = A day is needed, such as 2026-12-02
wrong-past = That day has passed, today is { $today }
wrong-far = Too far away: no later than { $last }

refused-fields = The purchase was not accepted
refused-arrival = The arrival was not changed
refused-fields-why = { $n ->
    [one] { $n } field is wrong
   *[other] { $n } fields are wrong
 }
refused-fields-next = Correct the marked fields and send again
refused-unknown = There is no such arrival
refused-unknown-why = The register has no arrival with this number
refused-unknown-next = Find it in the register of arrivals
refused-received = The arrival has come in
refused-received-why = Nothing more of this line is awaited
refused-received-next = If more goods are to come, place a new purchase order
refused-cancelled = The arrival is cancelled
refused-cancelled-why = The delivery of this line was called off and will not come
refused-cancelled-next = If the goods do come, place a new purchase order
refused-stale = The arrival has changed meanwhile
refused-stale-why = The line has version { $version } now, you looked at another one
refused-stale-next = Open the arrival again and repeat
refused-alike = There is a supplier like that
refused-alike-why = Known: { $name }
refused-alike-next = Choose it or say that it is another
refused-alike-field = Nearly: { $name }
alike-is = It is { $name }
refused-alike-tick = It is another supplier

arrivals = Arrivals
register = Register of arrivals
fresh-facts = Freshness of the register
fact-open = Lines awaited
fact-open-cost = worth { $sum }
fact-late = Day has passed
fact-late-why = { $n ->
    [0] no promise rests on them
    [one] { $n } promise rests on them
   *[other] { $n } promises rest on them
 }
fact-stale = No word for 7 days
fact-stale-why = ask the supplier
fact-stale-none = all in touch
fact-week = Next 7 days
fact-week-why = late ones included
fact-fresh = Confirmed within 3 days
fact-fresh-norm = norm 95%
show-all = All
show-late = Late
show-week = Week
show-filter = Filter
show-supplier = Supplier
show-all-suppliers = All suppliers

col-fresh = Freshness
col-arrival = Arrival
col-item = Item
col-quantity = Quantity
col-expected = Expected
col-pegged = For orders
col-promises = Promises
col-order = Order
col-client = Client
col-promised = Promised
col-could = Could be
col-by = Kept by
col-supplier = Supplier
col-placed = Placed
col-lines = Lines
col-next = Next arrival
col-cost = Cost
col-unit-cost = Unit cost
col-state = State
col-received = Received

fresh-past = passed
fresh-new = new
fresh-today = today
fresh-yesterday = yesterday
fresh-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
 }

arrivals-none = No arrivals are awaited
arrivals-none-hint = Lines appear as soon as you order goods from a supplier

panel-quantity = { $awaited } { $unit } awaited of { $quantity }
panel-confirmed = Day confirmed { $when }
panel-never = The day was never confirmed
panel-expected = Expected
panel-closed = Nothing more of this line is awaited
panel-cancelled = The delivery is cancelled
new-day = New day
reason = Reason
reason-production = Supplier: production failure
reason-transport = Transport delay
reason-customs = Customs delay
reason-stock = Supplier is out of stock
reason-earlier = Supplier ships earlier
save-day = Save the day
see-whom = See who is affected
confirm-day = Confirm the day
move-day = reschedule
receive-title = Goods receipt
receive-quantity = Came in, { $unit }
receive-button = Receive into stock
cancel-title = The delivery will not come
cancel-hint = The rest of the line is no longer awaited. Promised days stay, but lines without goods are at risk.
cancel-button = Cancel the delivery
history = History of the day
nobody = No promise rests on this delivery
resting = Rests on this delivery

effect-question = What a move { $old } → { $new } breaks
effect-none = Nobody is affected
effect-none-why = No promise rests on this day
effect-lines = { $n ->
    [one] { $n } promise
   *[other] { $n } promises
 }
effect-clients = { $n ->
    [one] { $n } client
   *[other] { $n } clients
 }
effect-why = { $saved ->
    [0] No other goods cover them; { $left } at risk for { $sum }
   *[other] Re-pegging saves { $saved }, { $left } at risk for { $sum }
 }
effect-all-saved = Other goods keep all promises
effect-better = { $n ->
    [one] { $n } promise is on time again
   *[other] { $n } promises are on time again
 }
group-cleared = On time again: { $n }
group-saved = Saved by re-pegging: { $n } · { $sum }
group-risk = At risk, the client must decide: { $n } · { $sum }
group-still = At risk already: { $n } · { $sum }
effect-nobody-new = Nobody else is affected
effect-still = { $n ->
    [one] { $n } promise is at risk already
   *[other] { $n } promises are at risk already
 }
effect-note = Days promised to clients stay: lines that will lack goods are marked at risk in the order.
effect-note-hidden = Promised days stay: lines that will lack goods are marked at risk. Names of clients are not shown to buyers.
could-none = not in sight
by-shelf = shelf
by-late = comes late
by-own = the same delivery
by-part = { $quantity } { $unit }: { $what }

menu-purchases = Purchases
purchases = Purchase orders
purchases-new = New purchase order
purchases-none = There are no purchase orders
purchases-none-hint = Order goods: they can be promised to clients from the day they arrive
purchase-lines = Lines of the order
purchase-facts = The order at a glance
fact-supplier = Supplier
fact-placed = Placed
fact-lines = Lines
fact-awaited = { $n ->
    [0] all received
    [one] { $n } line awaited
   *[other] { $n } lines awaited
 }
fact-next = Next arrival
fact-cost = Purchase cost
fact-nothing = none
new-supplier = Supplier
new-supplier-hint = A new supplier is made by name
new-cancel = Cancel
new-warehouse = Warehouse
new-lines = What we order
new-line = Line { $n }
new-sku = Code
new-quantity = Quantity
new-cost = Unit cost
new-expected = Expected
new-save = Place the order
new-lines-hint = Empty lines do not count

arrival-number = arrival no. { $number }
at-risk = at risk
of-them-at-risk = { $n } at risk
rests-arrivals-used = arrivals already promised, received or moved
rests-purchases = lines of purchase orders
col-unit = Unit
col-first-expected = First expected
col-confirmed = Confirmed
purchases-all-states = All states
ev-purchase-placed = Order to a supplier placed
ev-purchase-forgotten = Order to a supplier taken back with its import
ev-arrival-moved = Day of an arrival moved
ev-arrival-confirmed = Day of an arrival confirmed
ev-arrival-received = Arrival received
ev-arrival-cancelled = Arrival cancelled
chapter-purchasing = Purchases
tally-awaited = awaited
tally-late = overdue
tally-open = open
tally-stale = without news
worst-late = Arrivals past their day
worst-stale = Arrivals without news
worst-stale-why = nobody has confirmed the day for a week
show-stale = Without news
tally-late-lines = lines overdue
item-purchases = Last purchases
new-item = Code or name
