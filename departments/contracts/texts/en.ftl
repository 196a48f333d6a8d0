terms = Terms
terms-none = No terms are set: no limit, and no day by which the client pays
terms-change = Change the terms
terms-set = Set the terms
credit-limit = Credit limit
credit-limit-hint = Debt and agreed orders together; empty means no limit
payment-term = Payment term
payment-days = { $days ->
    [0] on the day of the shipment
    [one] { $days } day after the shipment
   *[other] { $days } days after the shipment
}
payment-days-field = Days to pay
payment-days-hint = After the shipment; 0 is the same day
changed = Set on
without-limit = no limit
terms-in-words = limit { $limit }, { $days ->
    [0] payment on the day of the shipment
    [one] { $days } day to pay
   *[other] { $days } days to pay
}

wrong-negative = A limit cannot be below zero
wrong-sum-too-large = The sum is too large
wrong-not-a-number = Write the sum in digits
wrong-not-a-sum = No more than two digits after the point
wrong-days = A whole number of days from 0 to { $most }

refused-fields = The terms were not set
refused-fields-why = { $n ->
    [one] { $n } field is wrong
   *[other] { $n } fields are wrong
}
refused-fields-next = Correct the marked fields and send again
refused-unknown = There is no such client
refused-unknown-why = No client has this number, or it is another team's
refused-unknown-next = Find the client in the list
refused-stale = The terms have changed meanwhile
refused-stale-why = They have version { $version } now; you looked at another
refused-stale-next = Look at them again and repeat

chapter-contracts = Terms of clients
ev-terms-set = Terms set: { $new }
ev-terms-changed = Terms changed: { $new }; before: { $old }
rests-terms = terms of clients
