kind-enquiry = Запрос
kind-order = Заказ
kind-question = Вопрос
kind-task = Задача
topic-delivery = Срок заказа
topic-order = Новый заказ
topic-claim = Рекламация
topic-technical = Техника
topic-payment = Оплата, счёт
topic-papers = Документы
topic-call-back = Перезвонить
topic-other = Другое
outcome-done = Сделано
outcome-no-answer = Не дозвонились
outcome-not-needed = Больше не нужно
case-number = О-{ $number }
subject-call-back = Перезвонить: { $topic }
subject-missed = Пропущенный звонок
first-step = { $topic ->
    [call_back] Перезвонить
    [delivery] Ответить по сроку
    [order] Оформить заказ
    [technical] Подобрать и ответить
    [payment] Проверить оплату
    [papers] Отправить документы
   *[other] Ответить клиенту
}
reason-taken = взял на себя
reason-left = прежний держатель больше не ведёт обращения

wrong-missing = Заполните это поле
wrong-too-long = { $most ->
    [one] Не длиннее { $most } знака
   *[many] Не длиннее { $most } знаков
}
wrong-unreadable = В тексте есть непечатаемые знаки
wrong-past = Этот срок уже прошёл
wrong-far = Дальше чем на год не планируем
wrong-time = Время пишите так: 11:15
wrong-client = Такого клиента нет, или его ведёт другая команда
wrong-holder = Этот человек не может вести обращение
wrong-word = Такого значения нет

refused-fields = Обращение не принято
refused-fields-why = { $n ->
    [one] Ошибка в { $n } поле
   *[many] Ошибки в { $n } полях
}
refused-fields-next = Исправьте отмеченные поля и отправьте снова
refused-unknown = Такого обращения нет
refused-unknown-why = Нет обращения с этим номером, или его ведёт другая команда
refused-unknown-next = Найдите обращение в списке
refused-closed = Обращение закрыто
refused-closed-why = { $case } уже закрыто
refused-closed-next = Откройте новое обращение
refused-stale = Обращение успели изменить
refused-stale-why = Сейчас у обращения версия { $version }, а вы смотрели другую
refused-stale-next = Откройте его заново и повторите
refused-not-yours = Обращение ведёт другой
refused-not-yours-why = Его ведёт { $holder }
refused-not-yours-next = Возьмите обращение на себя или попросите держателя
refused-not-offered = Обращение вам не передавали
refused-not-offered-why = { $case } сейчас никто вам не передаёт
refused-not-offered-next = Возьмите его на себя, если оно ваше
refused-has-client = У обращения уже есть клиент
refused-has-client-why = Это обращение клиента «{ $name }»
refused-has-client-next = Откройте обращение снова
refused-nobody = Передать обращения некому
refused-nobody-why = { $n ->
    [one] Остаётся { $n } открытое обращение без держателя
    [few] Остаётся { $n } открытых обращения без держателя
   *[many] Остаётся { $n } открытых обращений без держателя
}
refused-nobody-next = Добавьте сотрудника, который сможет их вести

menu-cases = Обращения
menu-call-backs = Перезвоны
cases = Обращения
cases-none = Открытых обращений нет
cases-none-hint = Здесь появится то, что обещали клиентам и что передали вам.
case = Обращение
case-new = Новое обращение
open-case = Открыть обращение
cancel = Отменить
which-cases = Какие обращения
tab-mine = Мои
tab-open = Все открытые
tab-closed = Закрытые
call-backs = Перезвоны
call-back-next = К следующему перезвону
call-backs-none = Перезванивать некому
call-backs-none-hint = Обещанные и пропущенные звонки встанут сюда со сроком.
offered = Передают вам
offered-to-you = Передают вам
from-holder = от: { $holder }
accept = Принять
decline = Отказаться
why-not = Почему нет
col-due = Срок
col-case = Номер
col-subject = О чём
col-client = Клиент
col-step = Дальше
col-holder = Ведёт
is-late = просрочено
is-open = открыто
phone = Телефон
kind = Вид
topic = Тема
note = Подробности
opened = Открыто
closed = Закрыто
outcome = Чем кончилось
result = Что сделано
by-itself = система
handovers = Передачи
accepted-at = принято { $at }
declined = отказ
withdrawn = отозвано
waits = ждёт ответа
answer = Ответ: { $answer }
held-by = Ведёт { $holder }. Изменить может держатель или руководитель.
take = Взять на себя
take-title = Взять на себя
take-hint = Сейчас ведёт { $holder }. В истории останется, кто и когда взял.
close = Закрыть обращение
close-ask = { $number } потом не открыть. Закрыть?
close-sure = Да, закрыть
close-title = Закрыть
plan = Сохранить срок
plan-title = Дальше и к какому сроку
day = День
time = Время
time-hint = Пусто: до конца рабочего дня
hand-over = Передать
hand-over-title = Передать коллеге
to-whom = Кому
reason = Почему
brief = Что нужно знать до первого слова
rests-cases = обращения
ev-case-opened = Обращение { $number } открыто
ev-case-offered = Обращение { $number } передают
ev-case-accepted = Обращение { $number } принято
ev-case-changed = Обращение { $number } изменено
ev-case-recognised = Обращение { $number }: клиент известен
ev-case-closed = Обращение { $number } закрыто
chapter-cases = Обращения
about-whom = О ком обращение
tab-late = Просрочены
tally-late = просрочено
tally-mine = у вас
tally-offered = передают вам
tally-open = открыто
tally-owed = обещано
worst-call-backs = Просроченные перезвоны
worst-call-backs-why = клиент ждёт звонка дольше обещанного
worst-cases = Просроченные обращения
worst-cases-why = срок ответа клиенту прошёл

given = Назвались
no-client = Клиента в базе нет
make-client = Завести клиента
make-client-hint = Имя и номер перейдут в его карточку, обращение станет его
make-client-name = Название клиента
make-client-person = Кто обратился
make-client-which = Похожие уже есть
make-client-is = Это { $name }
make-client-another = Это другой клиент
