import-empty = Файл пуст: нужна строка заголовков и хотя бы одна строка данных
import-unreadable = Файл не читается: { $why }
import-failed = Не получилось: { $why }
import-column-unknown = Столбец «{ $column }» неизвестен. Можно: { $known }
import-column-twice = Столбец «{ $column }» указан дважды
import-column-missing = Нет столбца { $column }. Можно: { $known }
import-encoding = Кодировка файла: { $encoding }
import-stock-again = Этот файл остатков уже принят целиком. Второй раз те же товары не оприходованы: измените файл, если товар действительно пришёл ещё раз
import-resumed = Прошлый раз загрузка этого файла прервалась после { $rows } строк: продолжена с этого места
import-twice-at-once = Этот же файл прямо сейчас загружает кто-то ещё
import-value-wrong = Не понятно значение «{ $value }» в столбце { $column }
import-item-unknown = Товара с артикулом «{ $sku }» нет в номенклатуре
import-item-service = «{ $sku }» — услуга, на склад не приходуется
import-client-unknown = Клиент «{ $client }» не найден ни по внешнему коду, ни по ИНН, ни по названию (или таких несколько)
import-client-name = Клиент № { $number }
import-amount-missing = Нужна цена или сумма строки
import-line-wrong = Строка не читается: { $what }

history-would = Пробный прогон: вот что будет сделано со строками каждого вида
history-did = Строки каждого вида обработаны по правилам
history-lines = Всего: счетов { $invoices }, строк { $lines }, на сумму { $value }
history-sale = Продажи товара: строк { $lines } на { $value } — записываются как продажи
history-cancelled = Отмены и возвраты (счета C…): строк { $lines } на { $value } — записываются со знаком минус
history-service = Не товар (доставка, сертификаты, скидки, ручные проводки): строк { $lines } на { $value } — записываются как услуги
history-fee = Комиссии площадки и банка: строк { $lines } на { $value } — пропускаются, клиент этого не покупал
history-bad-debt = Списание безнадёжного долга (счета A…): строк { $lines } на { $value } — пропускаются, это не продажа
history-adjustment = Минус без цены: строк { $lines } на { $value } — пропускаются, это правка остатков
history-no-price = Без цены: строк { $lines } на { $value } — пропускаются, продажи не было
history-no-client = Без номера клиента: строк { $lines } — относятся на «Розничные продажи»
history-doubles = Точные повторы строк: { $lines } — оставлены, в счёте товар может стоять дважды
history-sums = Записывается { $written }, пропускается { $left }
history-clean = Чистые строки (есть клиент, не отмена, цена и количество больше нуля): { $lines } на { $value }, клиентов { $clients }

demo-note = Торговля настоящая: счета оптовой компании из набора Online Retail (UCI, CC BY 4.0; Chen, Sain, Guo 2012, doi 10.1057/dbm.2012.17). Клиенты в нём — номера, поэтому их названия, города, люди и телефоны придуманы; 1 фунт показан как 100 рублей; даты сдвинуты вперёд на { $weeks ->
    [one] { $weeks } неделю
    [few] { $weeks } недели
   *[many] { $weeks } недель
 }. Русские названия товаров и их группы сделаны для этой программы. Последние недели разыграны
demo-size-l = Размер l пока не делается: возьмите s или m
demo-size-wrong = Размер бывает s, m или l
demo-step-people = Сотрудники
demo-step-items = Товары
demo-step-clients = Клиенты
demo-step-history = История продаж
demo-step-stock = Начальные остатки
demo-step-play = Недели жизни
