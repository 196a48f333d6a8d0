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
open-sum = To ship
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
rests-calls = calls
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
new-case = Case
nothing = none
at-risk-why = the day may slip
debt-paid = all that shipped is paid
cases-in-time = all in time
cases-late = late: { $n }
at-risk-holds = every promise holds
col-left = To ship, ₽
history-days = { $from } to { $to }
about-terms = growth, prices, terms
events-kinds = Which events
events-all = All
events-orders = Orders
events-papers = Shipments
events-money = Money
events-talks = Contacts
events-client = Card
events-earlier = earlier
events-newest = to the newest
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
ev-other = Log entry

calls = Calls
menu-calls = Calls
queue = Queue
queue-empty = Nobody calls
norm = norm { $n } s
promised = Call-backs promised
promised-none = Nobody to call back
today = Today
day-answered = Answered
day-solved = Solved without transfer
day-waited = Answer, median
day-missed = Missed
seconds = { $n } sec
minutes = { $n } min
hours = { $hours } h { $minutes } min
days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
late-by = overdue { $time }
rings = Ringing
talks = Talking
answer = Answer
hang-up = Close the call
the-call = Call
number-unknown = the number is not known
number-shared = several clients have this number
number-hidden = number hidden
calls-before = call no. { $n } from this number
nobody = Nobody calls
nobody-hint = The next call opens by itself.
script = Script
script-waits = The questions come with the call.
prefilled = answers filled in
will-ask = Most likely: { $question }
other-wishes = Other likely questions
or = or
likely-order = “When does { $number } ship?”, { $what }
likely-debt = “How much do we owe?”
likely-new-order = a new order
likely-case = “What about { $number }?” { $subject }
likely-call-back = waits for our call: { $subject }
answer-at-risk = We promised { $day }, but the date is at risk. I ask purchasing and call back.
answer-overdue = It was to ship { $day } and is late. I ask the warehouse and call back.
answer-moved = It ships { $day }; the date was moved.
answer-coming = It ships { $day }. The date holds.
answer-undated = There is no date yet. I ask and call back.
answer-debt = { $debt } to be paid.
answer-new-order = No open questions: take the order.
answer-case = { $step }: by { $due }.
answer-call-back = We promised to call by { $due }.
answer-call-back-late = We promised to call by { $due } and did not.
why-first = First promised { $day }
why-source = Rests on: { $source }
why-last-purchase = Last purchase { $day }
why-case = { $holder } holds it, { $number }
mark-at-risk = at risk
mark-overdue = date passed
mark-moved = moved
mark-on-plan = on plan
mark-undated = no date
mark-late = overdue
mark-due = by { $due }
mark-new-order = order
about-client = The client in short
open-cases = Open cases
last-contacts = Last contacts
say = Say
first-sentence = { $company }, { $name } speaking. Do you work with us already?
say-why = Yes: type the name, tax number or person. No: the name and Alt N; we look for a twin.
say-shared = The number is known: choose who calls, or type the name.
who-calls = Who calls
each-letter = an answer to each letter
who-hint = Name, tax number, person
who-found = Clients found
how-to-call = How to address you
in-own-words = About what, in their words
number-kept = The number stays with the client: next time nobody asks.
new-client = New client
sure-new = It is another client, no twin
nobody-found = Nobody found. New client: Alt N
q-works = Do you work with us already?
q-works-how = yes: type the name; no: Alt N
q-manager = With which manager?
q-manager-how = asked if “yes”
q-help = How can I help?
q-help-how = date, order, claim, technical, payment, documents
works-since = Yes, since { $year }, by the number
works-new = Yes, no purchases yet, by the number
not-them = it is not them
no-manager = no manager
by-card = { $name }, by the card
named-other = named: { $name }
key-delivery = D
key-order = N
key-claim = C
key-technical = T
key-payment = P
key-papers = R
key-other = O
topic-goes-to = { $topic }: who answers
nobody-for = Nobody can take it now: promise a call-back.
in-team = { $role }, in the client's team
brief-label = Brief: the colleague sees it before the first word
brief-who = Calling: { $who }
brief-asks = Asks: { $question }
brief-answer = Answer: { $answer }
brief-said = Said before: { $said }
brief-hands-off = Hands off: { $holder } holds { $number } until { $due }
brief-debt = Debt: { $debt }
stand-talks = on the line { $time }
stand-busy-until = busy until { $time }
stand-out-until = back at { $time }
presence-free = At the desk
presence-busy = Do not disturb
presence-out = Away
presence-off = Not at work
presence-unknown = presence not set
presence-unset = Set your presence
presence-change = Change presence
presence-until = Until when
on-the-line = On the line
ext = ext. { $extension }
offered-now = { $number } is handed to you
not-taken = Not taken within 20 s: promise a call-back by
until-when = By when
who-calls-back = Who calls back
i-call-back = me
promise = Promise
connect = Connect
solved = Solved
done-connected = Handed over with the brief.
done-solved = Solved.
done-promised = The call-back is noted.
simulate = Practice call
simulate-known = Known
simulate-unknown = Unknown
simulate-shared = Shared number
key-answer = answer
key-script = answers of the script
key-connect = connect with the brief
key-solved = solved
key-promise = promise a call-back
key-new = new client
key-end = close the call
direction-in = Incoming
direction-out = Outgoing
outcome-solved = Solved
outcome-connected = Handed over
outcome-call-back = Call-back promised
outcome-missed = Missed
outcome-dropped = Closed
reason-connected = the call was connected
result-through = they got through themselves
wrong-missing = Fill in this field
wrong-too-long = { $most ->
    [one] At most { $most } character
   *[other] At most { $most } characters
}
wrong-unreadable = The text has unprintable characters
wrong-start = The call began more than a day ago or has not begun yet
wrong-time = Write the time like 11:15
wrong-person = This person cannot be given a call
wrong-extension = This extension is taken
wrong-word = There is no such value
call-fields = The call was not accepted
call-fields-why = { $n ->
    [one] { $n } field is wrong.
   *[other] { $n } fields are wrong.
}
call-fields-next = Correct it and send again.
call-unknown = There is no such call
call-unknown-why = No call has this number.
call-unknown-next = Go back to the queue.
call-answered = The call is answered already
call-answered-why = { $name } is talking.
call-answered-next = Take the next one.
call-over = The call is over
call-over-why = It was closed already.
call-over-next = Take the next one.
call-rings = Answer first
call-rings-why = Nobody has answered the call yet.
call-rings-next = Press F2.
alike = There is a client like that
alike-why = Known: { $names }.
alike-next = Choose it or say that it is another.
bad-signature = The signature does not fit
bad-signature-why = The message is not signed with the shared secret or is older than five minutes.
bad-signature-next = Check the secret and the clock of the exchange.
ev-call-solved = Call: solved on the spot
ev-call-connected = Call: handed over with a brief
ev-call-promised = Call: call-back promised
ev-call-missed = Missed call
ev-call-dropped = Call closed
caller-unclear = the client is not clear
fact-open = Open
fact-bought = Bought
fact-turnover-change = Turnover on last year
on-day = { $n ->
    [1] on Monday
    [2] on Tuesday
    [3] on Wednesday
    [4] on Thursday
    [5] on Friday
    [6] on Saturday
   *[other] on Sunday
} { $day }
brief-no-answer = No answer given yet: it waits for yours
brief-open = Open: { $orders }, { $sum }
brief-nothing-open = No open orders
brief-no-debt = No debt and no open cases
offered-more = and { $n } more
ev-call-announced = Call came in
ev-call-answered = Call answered
ev-call-recognised = Caller recognised
ev-presence = Presence: { $state }
chapter-calls = Calls
