clients-title = Клиенты
clients-found = { $n ->
    [0] Никого не нашли
    [one] Найден { $n } клиент
    [few] Найдено { $n } клиента
   *[many] Найдено { $n } клиентов
 } в городе { $city }
role = { $role ->
    [owner] Владелец
   *[clerk] Сотрудник
 }
type = «{ $type }»{ "\u00A0" }и точка
# same: name of a product
excel = Excel
long =
    Первая строка
    вторая строка
