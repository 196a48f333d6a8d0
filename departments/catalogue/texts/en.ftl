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
wrong-negative = A price is never below zero
wrong-not-positive = Must be more than zero
wrong-number = A decimal number is needed, such as 12.50
wrong-decimals = { $most ->
    [one] At most { $most } digit after the point
   *[other] At most { $most } digits after the point
 }
wrong-too-large = The number is too large
wrong-repeated = This value stands above already
wrong-word = Only these are allowed: { $words }
wrong-cursor = This is no place of our list

refused-fields = The item was not accepted
refused-fields-why = { $n ->
    [one] { $n } field is wrong
   *[other] { $n } fields are wrong
 }
refused-fields-next = Correct the marked fields and send it again
refused-words = The words were not accepted
refused-sku = The code is taken
refused-sku-why = Code { $sku } belongs to “{ $name }” already
refused-sku-next = Open that item, or give the new one another code
refused-unknown = There is no such item
refused-unknown-why = The catalogue has no item with this number
refused-unknown-next = Find the item by its code or name
refused-stale = The item was changed meanwhile
refused-stale-why = The item has version { $version } now; you looked at another
refused-stale-next = Open the item again and repeat the change

items = Items
items-none = No items yet
items-none-hint = Add the first item or load a file
items-not-found = Nothing was found for “{ $q }”
items-not-found-hint = Search by code or by a part of the name
items-find = Code or name
items-all-groups = All groups
items-all-states = All items
items-new = New item
item-change = Change the item
item-save = Save
item-cancel = Cancel

sku = Code
name = Name
name-en = English name
name-en-hint = The Russian name stands in when this is empty
unit = Unit
unit-label = Unit of measure
group = Group
group-hint = A new group is made by itself
brand = Brand
price = Price
price-mode = VAT in the price
price-gross = included
price-net = on top
vat = VAT rate
vat-22 = standard, 22%
vat-10 = reduced, 10%
vat-0 = 0%
vat-none = No VAT
pack = In a pack
kind = Kind
kind-goods = Goods
kind-service = Service
state = State
selling = on sale
discontinued = discontinued
discontinued-since = Discontinued on { $day }
other-category = Other
attribute-colour = Colour
attribute-material = Material
attribute-motif = Motif
attribute-pack = Pack
attribute-size = Size
rests-changed = item cards changed since
rests-codes = clients' own codes

words = Property words
words-all = All properties
words-complete = Every value has its English word
words-english = English word
words-for = English word for “{ $value }”
words-items = Items with it
words-missing = { $n ->
    [one] { $n } value without an English word
   *[other] { $n } values without an English word
 }
words-none = No properties yet
words-none-hint = Values stand here as soon as an item has a property
words-property = Property
words-show = Show
words-value = Value as kept
ev-item-created = Item entered
ev-item-changed = Item changed
ev-item-forgotten = Item taken back with its import
ev-property-words = Property words changed
chapter-items = Items
tally-all = in all
