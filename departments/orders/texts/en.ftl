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
deed-cancel = cancel

wrong-missing = Fill in this field
wrong-not-positive = Must be more than zero
wrong-too-much = A million units in a line at most
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
refused-too-large = The sum is too large
refused-too-large-next = Order less, or split the order
