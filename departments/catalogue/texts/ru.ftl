wrong-missing = Заполните это поле
wrong-too-long = { $most ->
    [one] Не длиннее { $most } знака
   *[many] Не длиннее { $most } знаков
 }
wrong-unreadable = В тексте есть непечатаемые знаки
wrong-too-many = { $most ->
    [one] Не больше { $most } записи
   *[many] Не больше { $most } записей
 }
wrong-negative = Цена не бывает меньше нуля
wrong-not-positive = Должно быть больше нуля
wrong-number = Нужно число с точкой, например 12.50
wrong-decimals = { $most ->
    [one] После точки не больше { $most } цифры
   *[many] После точки не больше { $most } цифр
 }
wrong-too-large = Число слишком велико
wrong-repeated = Это значение уже стоит выше
wrong-word = Допустимо только: { $words }
wrong-cursor = Это не место из нашего списка

refused-fields = Карточка товара не принята
refused-fields-why = { $n ->
    [one] Ошибка в { $n } поле
   *[many] Ошибки в { $n } полях
 }
refused-fields-next = Исправьте отмеченные поля и отправьте снова
refused-words = Слова не приняты
refused-sku = Артикул уже занят
refused-sku-why = Под артикулом { $sku } уже значится «{ $name }»
refused-sku-next = Откройте эту позицию или дайте новой другой артикул
refused-unknown = Такой позиции нет
refused-unknown-why = В каталоге нет позиции с этим номером
refused-unknown-next = Найдите позицию по артикулу или названию
refused-stale = Карточку успели изменить
refused-stale-why = Сейчас у карточки версия { $version }, а вы смотрели другую
refused-stale-next = Откройте карточку заново и повторите правку

items = Номенклатура
items-none = Позиций пока нет
items-none-hint = Добавьте первую позицию или загрузите файл
items-not-found = По запросу «{ $q }» ничего не нашлось
items-not-found-hint = Ищите по артикулу или части названия
items-find = Артикул или название
items-all-groups = Все группы
items-all-states = В продаже и снятые
items-new = Новая позиция
item-change = Изменить позицию
item-save = Сохранить
item-cancel = Отменить

sku = Артикул
name = Наименование
name-en = Английское название
name-en-hint = Если пусто, подставится русское
unit = Ед.
unit-label = Единица измерения
group = Группа
group-hint = Новая группа создастся сама
brand = Марка
price = Цена
price-mode = НДС в цене
price-gross = с НДС
price-net = без НДС
vat = Ставка НДС
vat-22 = основная, 22 %
vat-10 = пониженная, 10 %
vat-0 = 0 %
vat-none = Без НДС
pack = В упаковке
kind = Вид
kind-goods = Товар
kind-service = Услуга
state = Состояние
selling = в продаже
discontinued = снят с продажи
discontinued-since = Снят с продажи { $day }
other-category = Прочее
attribute-colour = Цвет
attribute-material = Материал
attribute-motif = Рисунок
attribute-pack = Упаковка
attribute-size = Размер
rests-changed = изменённые после загрузки карточки товаров
rests-codes = коды клиентов

words = Слова свойств
words-all = Все свойства
words-complete = У каждого значения есть английское слово
words-english = Английское слово
words-for = Английское слово для «{ $value }»
words-items = Товаров с ним
words-missing = { $n ->
    [one] { $n } значение без английского слова
    [few] { $n } значения без английского слова
   *[many] { $n } значений без английского слова
 }
words-none = Свойств пока нет
words-none-hint = Значения появятся, как только у товара будет свойство
words-property = Свойство
words-show = Показать
words-value = Значение, как записано
ev-item-created = Позиция заведена
ev-item-changed = Позиция изменена
ev-item-forgotten = Позиция изъята при отмене загрузки
ev-property-words = Слова свойств изменены
chapter-items = Номенклатура
tally-all = всего
