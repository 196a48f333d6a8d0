clients-title = Clients
clients-found = { $n ->
    [0] Nobody found
    [one] { $n } client found
   *[other] { $n } clients found
 } in { $city }
role = { $role ->
    [owner] Owner
   *[clerk] Clerk
 }
type = "{ $type }" and a full stop
excel = Excel
long =
    First line
    second line
