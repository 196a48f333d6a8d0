no-page = There is no such page
laws = Laws of the books
