dossier = Досье
main-figures = Главные числа
turnover-year = Оборот, 12 мес.
turnover-change = { $percent } к прошлым 12 мес.
turnover-first = прошлого года ещё нет
last-order = Последняя покупка
last-order-ago = { $n ->
    [one] { $n } день назад
    [few] { $n } дня назад
   *[many] { $n } дней назад
}
never-bought = ещё не покупал
debt = Долг
terms = Условия
credit-overdue = просрочено { $overdue }
credit-free = из лимита { $limit } свободно { $free }
debt-why = отгружено и не оплачено
advance = Аванс
advance-why = оплачено и ещё не отгружено
open-sum = К отгрузке
open-count = { $n ->
    [0] открытых нет
    [one] { $n } заказ
    [few] { $n } заказа
   *[many] { $n } заказов
}
at-risk-lines = Под угрозой
at-risk-count = { $n ->
    [one] { $n } строка
    [few] { $n } строки
   *[many] { $n } строк
}
turnover-by-month = Оборот по месяцам
turnover-unit = тыс. { $sign }
other-categories = Прочее
no-turnover = Покупок пока нет
no-turnover-why = Первый отгруженный заказ появится здесь.
open-orders = Открытые заказы
open-orders-sum = { $orders } на { $sum }
all-orders = все заказы
no-open-orders = Открытых заказов нет
col-order = Заказ
col-what = Что
col-sum = Сумма
col-promised = Обещано
col-rests-on = Держится на
rests-calls = звонки
col-word = Слово
word-holds = в силе
word-held = резерв до { $day }
word-risk = под угрозой
not-promised = не обещано
history = История покупок
history-more = вся история
col-day = День
col-item = Товар
col-quantity = Кол-во
history-empty = Истории нет
timeline = Лента
timeline-empty = Событий пока нет
new-order = Заказ
new-case = Обращение
nothing = нет
at-risk-why = срок может сорваться
debt-paid = всё отгруженное оплачено
cases-in-time = все в срок
cases-late = просрочено: { $n }
at-risk-holds = все обещания в силе
col-left = К отгрузке
col-sku = Артикул
col-unit = Ед.
history-days = { $from } – { $to }
about-terms = развитие, цены, условия
events-kinds = Какие события
events-all = Все
events-orders = Заказы
events-papers = Отгрузки
events-money = Деньги
events-talks = Связь
events-client = Карточка
events-earlier = раньше
events-newest = к последним
edit = Изменить
requisites-line-inn = ИНН { $inn }
requisites-line-kpp = КПП { $kpp }
since = с { $year }
locked = Клиент другой команды
locked-why = Его ведёт { $manager }. Контакты и история скрыты.
locked-nobody = Контакты и история скрыты.
search-all-clients = Все найденные клиенты
search-all-items = Все найденные товары
search-title = Поиск
search-by-person = по имени сотрудника
search-by-phone = по телефону
search-clients = Клиенты
search-orders = Заказы
search-items = Товары
search-nothing = Ничего не нашлось
search-nothing-goods = Попробуйте часть названия или код.
search-nothing-why = Попробуйте часть названия, ИНН, телефон или номер заказа.
search-read-as = прочитано как «{ $text }»
search-locked = ведёт { $manager }
team-none = команда не назначена
team = К кому с каким вопросом
what-positions = { $n ->
    [one] { $n } позиция
    [few] { $n } позиции
   *[many] { $n } позиций
}
source-stock = склад
source-arrival = поступление № { $number }, { $day }
source-other = { $source }, { $day }
ev-other = Запись в журнале

calls = Звонки
menu-calls = Звонки
queue = Очередь
queue-empty = Никто не звонит
norm = норма ответа { $n } с
promised = Обещаны перезвоны
promised-none = Перезванивать некому
today = Сегодня
day-answered = Принято
day-solved = Решено без перевода
day-waited = Ответ, медиана
day-missed = Пропущено
seconds = { $n } с
minutes = { $n } мин
hours = { $hours } ч { $minutes } мин
days = { $n ->
    [one] { $n } день
    [few] { $n } дня
   *[many] { $n } дней
}
late-by = просрочен { $time }
rings = Звонит
talks = Разговор
answer = Ответить
hang-up = Закрыть звонок
hang-up-ask = Разговор кончится без итога. Закончить?
hang-up-sure = Да, закончить
the-call = Звонок
number-unknown = номера нет в базе
number-shared = номер у нескольких клиентов
number-hidden = номер скрыт
calls-before = { $n }-й звонок с этого номера
nobody = Никто не звонит
nobody-hint = Следующий звонок откроется сам.
script = Скрипт
script-waits = Вопросы появятся со звонком.
prefilled = ответы подставлены
will-ask = Скорее всего: { $question }
other-wishes = Ещё возможные вопросы
or = или
likely-order = «Когда отгрузите { $number }?», { $what }
likely-debt = «Сколько мы должны?»
likely-new-order = новый заказ
likely-case = «Что с { $number }?» { $subject }
likely-call-back = ждёт нашего звонка: { $subject }
answer-at-risk = Обещали { $day }, но срок под угрозой. Уточню у закупки и перезвоню.
answer-overdue = Должны были отгрузить { $day } и задержали. Уточню у склада и перезвоню.
answer-moved = Отгрузим { $day }, срок переносили.
answer-coming = Отгрузим { $day }. Срок в силе.
answer-undated = Даты ещё нет. Уточню и перезвоню.
answer-debt = К оплате { $debt }.
answer-new-order = Открытых вопросов нет: принимайте заказ.
answer-case = { $step }: до { $due }.
answer-call-back = Обещали перезвонить до { $due }.
answer-call-back-late = Обещали перезвонить до { $due } и не успели.
why-first = Первое слово { $day }
why-source = Держится на: { $source }
why-last-purchase = Последняя покупка { $day }
why-case = Ведёт { $holder }, { $number }
mark-at-risk = под угрозой
mark-overdue = срок прошёл
mark-moved = перенесён
mark-on-plan = по плану
mark-undated = без даты
mark-late = просрочено
mark-due = до { $due }
mark-new-order = заказ
about-client = Коротко о клиенте
open-cases = Открытые обращения
last-contacts = Последние контакты
say = Скажите
first-sentence = { $company }, { $name }. Вы уже работаете с нашей компанией?
say-why = Да: наберите название, ИНН или имя. Нет: название и Alt N, дубль найдём сами.
say-shared = Номер знаком: выберите, кто звонит, или наберите название.
who-calls = Кто звонит
each-letter = ответ на каждую букву
who-hint = Название, ИНН, человек
who-found = Найденные клиенты
how-to-call = Как к вам обращаться
in-own-words = О чём, своими словами
number-kept = Номер запомним за клиентом: в следующий раз спрашивать не придётся.
new-client = Новый клиент
sure-new = Это другой клиент, дубля нет
nobody-found = Никого не нашлось. Новый клиент: Alt N
q-works = Вы уже работаете с нашей компанией?
q-works-how = да: наберите название; нет: Alt N
q-manager = С кем из менеджеров?
q-manager-how = спросим, если «да»
q-help = Чем могу помочь?
q-help-how = из поля имени: Esc, затем буква
works-since = Да, с { $year } года, по номеру
works-new = Да, пока без покупок, по номеру
not-them = это не они
no-manager = менеджера нет
by-card = { $name }, по карточке
named-other = назвали: { $name }
key-delivery = С
key-order = Н
key-claim = Р
key-technical = Т
key-payment = О
key-papers = Д
key-other = П
topic-goes-to = { $topic }: кто ответит
nobody-for = Сейчас некому передать: обещайте перезвонить.
in-team = { $role }, ведёт клиента
brief-label = Бриф: коллега увидит его до первого слова
brief-who = Звонит: { $who }
brief-named = Назвались: { $who }
brief-asks = Спрашивает: { $question }
brief-answer = Ответ: { $answer }
brief-said = Уже сказано: { $said }
brief-hands-off = Не трогать: { $number } ведёт { $holder } до { $due }
brief-debt = Долг: { $debt }
stand-talks = на линии { $time }
stand-busy-until = занято до { $time }
stand-out-until = вернётся в { $time }
presence-free = На месте
presence-busy = Не беспокоить
presence-out = Не на месте
presence-off = Не на работе
presence-unknown = статус не указан
presence-unset = Укажите статус
presence-change = Сменить статус
presence-until = До какого времени
on-the-line = На линии
ext = вн. { $extension }
offered-now = Вам передают { $number }
not-taken = Не снимут за 20 с: обещать перезвонить до
until-when = До какого времени
who-calls-back = Кто перезвонит
i-call-back = я
promise = Обещать
connect = Соединить
solved = Решено
done-connected = Передано с брифом.
done-solved = Решено.
done-promised = Перезвон записан.
simulate = Учебный звонок
simulate-known = Знакомый
simulate-unknown = Незнакомый
simulate-shared = Общий номер
key-answer = ответить
key-script = ответы скрипта
key-connect = соединить с брифом
key-solved = решено
key-promise = обещать перезвонить
key-new = новый клиент
key-end = закрыть звонок
direction-in = Входящий
direction-out = Исходящий
outcome-solved = Решён
outcome-connected = Передан
outcome-call-back = Обещан перезвон
outcome-missed = Пропущен
outcome-dropped = Закрыт
reason-connected = звонок соединён
result-through = дозвонились сами
result-other-number = дозвонились сами с другого номера
wrong-missing = Заполните это поле
wrong-too-long = { $most ->
    [one] Не длиннее { $most } знака
   *[many] Не длиннее { $most } знаков
}
wrong-unreadable = В тексте есть непечатаемые знаки
wrong-start = Звонок начался больше суток назад или ещё не начался
wrong-time = Время пишите так: 11:15
wrong-person = Этому человеку звонок не передать
wrong-extension = Этот внутренний номер занят
wrong-word = Такого значения нет
call-fields = Звонок не принят
call-fields-why = { $n ->
    [one] Ошибка в { $n } поле.
   *[many] Ошибки в { $n } полях.
}
call-fields-next = Исправьте и отправьте снова.
call-unknown = Такого звонка нет
call-unknown-why = Нет звонка с этим номером.
call-unknown-next = Вернитесь к очереди.
call-answered = Звонок уже приняли
call-answered-why = Говорит { $name }.
call-answered-next = Возьмите следующий.
call-over = Звонок закончен
call-over-why = Его уже закрыли.
call-over-next = Возьмите следующий.
call-rings = Сначала ответьте
call-rings-why = Звонок ещё никто не принял.
call-rings-next = Нажмите F2.
alike = Похожий клиент уже есть
alike-why = В базе: { $names }.
alike-next = Выберите его или отметьте, что это другой.
bad-signature = Подпись не сошлась
bad-signature-why = Сообщение не подписано общим секретом или старше пяти минут.
bad-signature-next = Проверьте секрет и часы телефонной станции.
ev-call-solved = Звонок: решён на месте
ev-call-connected = Звонок: передан с брифом
ev-call-promised = Звонок: обещан перезвон
ev-call-missed = Пропущенный звонок
ev-call-dropped = Звонок закрыт
caller-unclear = клиент не определён
fact-overdue = Просрочено
fact-free = Свободно из лимита
fact-open = Открыто
fact-bought = Покупка
fact-turnover-change = Оборот к году назад
on-day = { $n ->
    [1] в понедельник
    [2] во вторник
    [3] в среду
    [4] в четверг
    [5] в пятницу
    [6] в субботу
   *[other] в воскресенье
} { $day }
brief-no-answer = Ответа ещё не дали: ждёт вашего
brief-open = Открыто: { $orders } на { $sum }
brief-nothing-open = Открытых заказов нет
brief-no-debt = Долга и открытых обращений нет
brief-cases = { $n ->
    [one] Об этом открыто { $n } обращение
    [few] Об этом открыто { $n } обращения
   *[many] Об этом открыто { $n } обращений
 }
brief-no-cases = Открытых обращений нет
offered-more = и ещё { $n }
ev-call-announced = Звонок поступил
ev-call-answered = Звонок принят
ev-call-recognised = Звонящий узнан
ev-presence = Статус сотрудника: { $state }
chapter-calls = Звонки
log = Журнал звонков
log-open = Все звонки
log-desk = Стол звонков
log-state-own = звонки, которые приняли вы; пропущенные — все
log-at = Начало
log-caller = Кто
log-client = Клиент
log-person = Контакт
log-topic = Тема
log-operator = Принял
log-everybody = Все сотрудники
log-direction = Направление
log-both-ways = Входящие и исходящие
log-outcome = Итог
log-any-end = С любым итогом
log-days = Дни
log-rang = Ждали
log-talked = Говорили
log-rang-seconds = Ждали, с
log-talked-seconds = Говорили, с
log-case = Обращение
log-none = Звонков нет
log-none-why = Здесь появится первый же звонок.
tally-answered = сегодня принято
tally-missed = пропущено
tally-rings = звонят
tally-talks = говорят
worst-missed = Пропущенные звонки сегодня
worst-missed-why = никто не ответил
