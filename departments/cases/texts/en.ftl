kind-enquiry = Enquiry
kind-order = Order
kind-question = Question
kind-task = Task
topic-delivery = Delivery date
topic-order = New order
topic-claim = Claim
topic-technical = Technical
topic-payment = Payment, invoice
topic-papers = Documents
topic-call-back = Call back
topic-other = Other
outcome-done = Done
outcome-no-answer = No answer
outcome-not-needed = Not needed any more
case-number = C-{ $number }
subject-call-back = Call back: { $topic }
subject-missed = Missed call
first-step = { $topic ->
    [call_back] Call back
    [delivery] Answer about the date
    [order] Take the order
    [technical] Choose and answer
    [payment] Check the payment
    [papers] Send the documents
   *[other] Answer the client
}
reason-taken = took it over
reason-left = the former holder holds no cases any more

wrong-missing = Fill in this field
wrong-too-long = { $most ->
    [one] At most { $most } character
   *[other] At most { $most } characters
}
wrong-unreadable = The text has unprintable characters
wrong-past = This moment has passed
wrong-far = We plan no more than a year ahead
wrong-time = Write the time like 11:15
wrong-client = No such client, or it is another team's
wrong-holder = This person cannot hold a case
wrong-word = There is no such value

refused-fields = The case was not accepted
refused-fields-why = { $n ->
    [one] { $n } field is wrong
   *[other] { $n } fields are wrong
}
refused-fields-next = Correct the marked fields and send again
refused-unknown = There is no such case
refused-unknown-why = No case has this number, or it is another team's
refused-unknown-next = Find the case in the list
refused-closed = The case is closed
refused-closed-why = { $case } is closed already
refused-closed-next = Open a new case
refused-stale = The case has changed meanwhile
refused-stale-why = The case has version { $version } now; you looked at another
refused-stale-next = Open it again and repeat
refused-not-yours = Another holds the case
refused-not-yours-why = { $holder } holds it
refused-not-yours-next = Take the case over or ask its holder
refused-not-offered = The case is not offered to you
refused-not-offered-why = Nobody offers { $case } to you now
refused-not-offered-next = Take it over if it is yours
refused-has-client = The case has a client already
refused-has-client-why = It is a case of “{ $name }”
refused-has-client-next = Open the case again
refused-nobody = Nobody is left to hold the cases
refused-nobody-why = { $n ->
    [one] { $n } open case would be left without a holder
   *[other] { $n } open cases would be left without a holder
}
refused-nobody-next = Add somebody who can hold them

menu-cases = Cases
menu-call-backs = Call-backs
cases = Cases
cases-none = No open cases
cases-none-hint = What was promised to clients and what is handed to you appears here.
case = Case
case-new = New case
open-case = Open the case
cancel = Cancel
which-cases = Which cases
tab-mine = Mine
tab-open = All open
tab-closed = Closed
call-backs = Call-backs
call-back-next = To the next call-back
call-backs-none = Nobody to call back
call-backs-none-hint = Promised and missed calls stand here with their time.
offered = Offered to you
offered-to-you = Offered to you
from-holder = from: { $holder }
accept = Accept
decline = Decline
why-not = Why not
col-due = Due
col-case = Number
col-subject = About
col-client = Client
col-step = Next
col-holder = Holder
is-late = overdue
is-open = open
phone = Phone
kind = Kind
topic = Topic
note = Details
opened = Opened
closed = Closed
outcome = How it ended
result = What was done
by-itself = the system
handovers = Hand-overs
accepted-at = accepted { $at }
declined = declined
withdrawn = withdrawn
waits = waits for an answer
answer = Answer: { $answer }
held-by = { $holder } holds it. The holder or a head can change it.
take = Take it over
take-title = Take it over
take-hint = { $holder } holds it now. The history keeps who took it and when.
close = Close the case
close-ask = { $number } can't be opened again. Close it?
close-sure = Yes, close it
close-title = Close
plan = Save the date
plan-title = Next and by when
day = Day
time = Time
time-hint = Empty: by the end of the working day
hand-over = Hand over
hand-over-title = Hand over to a colleague
to-whom = To
reason = Why
brief = What to know before the first word
rests-cases = cases
ev-case-opened = Case { $number } opened
ev-case-offered = Case { $number } offered
ev-case-accepted = Case { $number } accepted
ev-case-changed = Case { $number } changed
ev-case-recognised = Case { $number }: the client is known
ev-case-closed = Case { $number } closed
chapter-cases = Cases
about-whom = Whom is it about?
tab-late = Overdue
tally-late = overdue
tally-mine = yours
tally-offered = offered to you
tally-open = open
tally-owed = promised
worst-call-backs = Overdue call-backs
worst-call-backs-why = the client waits for a call longer than promised
worst-cases = Overdue cases
worst-cases-why = the client was to be answered before now

given = Gave as name
no-client = No client in the base
make-client = Make a client
make-client-hint = Name and number go to the card, and the case becomes theirs
make-client-name = Name of the client
make-client-person = Who asked
make-client-which = There are some like that
make-client-is = It is { $name }
make-client-another = It is another client
