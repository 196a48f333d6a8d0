wrong-missing = Fill in this field
wrong-too-long = { $most ->
    [one] At most { $most } character
   *[other] At most { $most } characters
 }
wrong-unreadable = The text holds unprintable characters
wrong-too-many = { $most ->
    [one] At most { $most } entry
   *[other] At most { $most } entries
 }
wrong-inn-length = A tax number has 10 digits for a company, 12 for a sole trader
wrong-inn-digits = A tax number consists of digits
wrong-inn-check = The check digit of the tax number does not fit
wrong-kpp-length = A branch code (KPP) has 9 characters
wrong-kpp-form = This is not the form of a branch code (KPP)
wrong-phone = There is no phone number here
wrong-email = This is no mail address
wrong-stage = Choose prospect, working, dormant or lost
wrong-user = Nobody works here under this login
wrong-team-role = Nobody looks after clients in this role
wrong-choice = There is no such value here

refused-fields = The client was not accepted
refused-fields-why = { $n ->
    [one] { $n } field is wrong
   *[other] { $n } fields are wrong
 }
refused-fields-next = Correct the marked fields and send it again
refused-duplicate = The client exists already
refused-duplicate-why = “{ $name }” has the same tax number and branch code; looked after by: { $team }
refused-duplicate-next = Open that client, or give the code of another branch
refused-same-inn = This tax number is known already
refused-same-inn-why = “{ $name }” has this tax number; looked after by: { $team }; without a branch code nobody can tell whether this is a branch
refused-same-inn-next = Open that client, give the code of the branch, or say that the card is separate
refused-alike = There is a client like that
refused-alike-why = Known: { $name }; looked after by: { $team }; without a tax number nobody can tell whether it is the same
refused-alike-next = Open that client, give the tax number, or say that the card is separate
client-separate = A separate card: this is another client or a branch
client-separate-hint = Tick it if the card is separate
refused-external = The external id is taken
refused-external-why = It stands in the card of “{ $name }”
refused-external-next = Change that card, or send another id
refused-unknown = There is no such client
refused-unknown-why = The base has no client with this number
refused-unknown-next = Find the client by name, tax number or phone
refused-not-yours = Another team looks after the client
refused-not-yours-why = Looked after by: { $team }
refused-not-yours-next = Speak to them, or ask a head to hand the client over
refused-stale = The card was changed meanwhile
refused-stale-why = The card has version { $version } now; you looked at another
refused-stale-next = Open the card again and repeat the change
team-nobody = nobody yet

related-note = Branches with the same tax number exist already: see whether this is one of them

stage-prospect = Prospect
stage-working = Working
stage-dormant = Dormant
stage-lost = Lost

contacts = Contacts
contacts-none = No contacts yet
contacts-locked = Contacts are shown to the client’s team only
contacts-masked = Whole numbers are shown to the client’s team
decision-maker = decides
extension = ext. { $digits }

clients = Clients
clients-none = No clients yet
clients-none-hint = Add the first client or load a file
clients-not-found = Nobody was found for “{ $q }”
clients-not-found-hint = Try a part of the name, the tax number or the phone
clients-find = Name, tax number or phone
clients-all-stages = All stages
clients-mine = Only mine
client-since = Since
client-new = New client
client-change = Change the card
client-save = Save
client-cancel = Cancel
client-locked = another team’s

name = Name
name-hint = As in documents
inn = Tax number (INN)
kpp = Branch code (KPP)
city = City
address = Address
stage = Stage
manager = Manager
phones = Phones
phones-hint = Several may stand here, with commas
emails = Mail
emails-hint = Several addresses with commas
contact-name = Contact
contact-position = Position
retail = Retail sales
rests-changed = client cards changed since
own-numbers = Company numbers
reveal = Reveal numbers
reveal-why = What for
reveal-hint = Your name and the reason are recorded
reveal-button = Reveal
revealed = Shown to you on this page. Recorded: “{ $reason }”
wrong-too-short = { $least ->
    [one] At least { $least } letter
   *[other] At least { $least } letters
 }
refused-contact = The client has no such person
refused-contact-why = The person was taken off the card, or the number is wrong
refused-contact-next = Open the client’s page again
refused-revealed = Too many numbers within an hour
refused-revealed-why = An hour allows { $most }, the next is at { $time }
refused-revealed-next = Wait, or ask the client’s team to call
rests-revealed = cards whose hidden numbers were shown
ev-client-created = Client entered
ev-client-changed = Card changed
ev-contact = Contacts added
ev-revealed = Hidden numbers shown
ev-team = Team changed
ev-client-forgotten = Client taken back with its import
chapter-clients = Clients
chapter-reveals = Numbers shown
choose-find = Find
choose-hint = Client, tax number or phone
choose-none = Nobody was found; check the name or the tax number
tally-all = in all
tally-own = yours
