product = Prichal
skip = Skip to content
sections = Sections
rail-more = More
overdue-items = overdue: { $n }

search = Search
search-hint = Client, tax number, phone, order
search-hint-goods = Item or its code
search-found = Found
search-choose = choose
search-open = open
search-close = close

theme-change = Change theme
language = Language
my-settings = My settings
sign-out = Sign out

keys = Keys
keys-all = all keys
keys-here = On this screen
keys-everywhere = Everywhere
keys-close = Close
keys-letters = Letter keys are on
key-search = search
key-open = open or main action
key-back = back or cancel
key-go = go to a section
key-move = move through rows
key-commit = commit
key-help = this list

stale = Not everything on this page is fresh: the data has changed.
stale-reload = Reload
offline = No connection to the server. What you typed stays on this screen.
fault = It could not be done. What you typed is kept, try again.

of-hundred = { $n } of 100
more-rows = Show more
loading = Loading
month = Month
no-data = No data yet
norm = norm
