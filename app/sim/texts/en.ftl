import-client-name = Client no. { $number }
import-line-wrong = The line cannot be read: { $what }

history-would = Dry run: this is what would be done with each kind of line
history-did = Each kind of line was treated by its rule
history-lines = In all: { $invoices } invoices, { $lines } lines worth { $value }
history-sale = Goods sold: { $lines } lines worth { $value } — written as sales
history-cancelled = Cancelled and returned (C… invoices): { $lines } lines worth { $value } — written below zero
history-service = Not goods (postage, vouchers, discounts, manual entries): { $lines } lines worth { $value } — written as services
history-fee = Fees of the marketplace and the bank: { $lines } lines worth { $value } — left out, no client bought them
history-bad-debt = Bad debt (A… invoices): { $lines } lines worth { $value } — left out, not a sale
history-adjustment = Below zero without a price: { $lines } lines worth { $value } — left out, corrections of stock
history-no-price = Without a price: { $lines } lines worth { $value } — left out, nothing was sold
history-no-client = Without a client number: { $lines } lines — go to “retail sales”
history-doubles = Exact doubles: { $lines } lines — kept, an invoice may name an item twice
history-sums = { $written } is written, { $left } is left out
history-clean = Clean lines (a client, no cancellation, price and quantity above zero): { $lines } worth { $value }, { $clients } clients

demo-note = The trade is real: invoices of a wholesaler from the Online Retail set (UCI, CC BY 4.0; Chen, Sain, Guo 2012, doi 10.1057/dbm.2012.17). Clients are numbers there, so their names, cities, people and phones are invented; 1 pound is shown as 100 roubles; days are moved forward by { $weeks ->
    [one] { $weeks } week
   *[other] { $weeks } weeks
 }. Russian item names and groups were made for this program. The last weeks are played.
demo-size-l = Size l cannot be made yet: take s or m
demo-size-wrong = The size is s, m or l
demo-step-people = People
demo-step-items = Items
demo-step-clients = Clients
demo-step-history = Sales history
demo-step-stock = Opening stock
demo-step-play = Weeks of life
