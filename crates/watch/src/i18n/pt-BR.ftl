## What limits count

kind-active_users = Assentos
kind-guest_users = Convidados
kind-rooms_per_guest = Salas por convidado
kind-private_apps = Apps privados
kind-marketplace_apps = Apps do marketplace
kind-monthly_active_contacts = Contatos ativos por mês

## Dates and times

date = { day-of-year } de { $year }
day-of-year = { $day } de { $month ->
    [1] janeiro
    [2] fevereiro
    [3] março
    [4] abril
    [5] maio
    [6] junho
    [7] julho
    [8] agosto
    [9] setembro
    [10] outubro
    [11] novembro
   *[12] dezembro
}
instant = { $date }, { $time }

time-days = { $days ->
    [0] 0 dias
    [one] 1 dia
   *[other] { $days } dias
}
time-hours = { $hours } h { $minutes } min
time-minutes = { $minutes } min { $seconds } s
left-days = { $days ->
    [one] falta 1 dia
   *[other] faltam { $days } dias
}
left-hours = faltam { time-hours }
left-minutes = faltam { time-minutes }
in-days = em { time-days }
in-hours = em { time-hours }
in-minutes = em { time-minutes }
ago-days = há { time-days }
ago-hours = há { time-hours }
ago-minutes = há { time-minutes }

## How a workspace stands

state-renews = renova-se { $in }
state-no-end = sem data de término
state-expired = expirada { $ago }
state-expired-once = expirada
state-lapsed = caducada { $ago }
state-lapsed-once = caducada
state-begins = começa { $in }
state-invalid = licença não reconhecida
state-community = community
state-not-permitted = sem permissão
state-unread = não pode ser lido
state-end-unknown = término desconhecido
state-never-read = ainda não lido

## What is told of a deadline

modules-stopped = módulos pararam
trial-ended = o teste terminou
renewal-was-due = a renovação era devida
license-ended = a licença terminou
trial-of = O teste de { $plan }
modules-stop-on = { $what }: módulos param em { $at }.
trial-ends-on = { $what } termina em { $at }.
renews-on = { $what }: a licença se renova em { $at }.
ends-on = { $what }: a licença termina em { $at }.
was-on = { $what }: { $at }.
names-and-more = { $names } e mais { $more }

## What is told of a limit

limit-full = { $kind }: tudo ocupado
limit-filling = { $kind }: { $percent } % em uso
limit-used = { $kind }: { $used } de { $max } em uso.
forecast = { $kind }: fim previsto por volta de { $day }
forecast-before-end = No ritmo atual, { time-days } antes de a licença terminar em { $end }.
forecast-rate = No ritmo atual.

## What is told of a change

changed-lost = a licença se foi
changed-sooner = a licença termina antes
changed-modules-lost = módulos se foram
changed-lowered = limites foram reduzidos
changed-gained = agora há uma licença
changed-later = a licença dura mais
changed-modules-gained = há mais módulos
changed-raised = limites foram ampliados
changed = a licença mudou
change-license_gained = Nova licença: { $after }
change-license_lost = Não está mais lá: { $before }
change-plan_changed = Plano: { $before } → { $after }
change-expiry_changed = Término: { $before } → { $after }
change-module_gained = Novo módulo: { $subject }
change-module_lost = Módulo removido: { $subject }
change-limit_raised = { $subject }, no máximo: { $before } → { $after }
change-limit_lowered = { $subject }, no máximo: { $before } → { $after }
change-trial_started = Um teste começou
change-trial_ended = O teste acabou
change-renewal_changed = Renovação: { $before } → { $after }
change-server_version_changed = Servidor: { $before } → { $after }
renewal-automatic = automática
renewal-manual = manual
unlimited = ilimitado
no-end = sem término

## What is told of reading it

withdrawn = a licença não é reconhecida
withdrawn-why = O servidor não a reconhece, embora o fim dela não tenha chegado.
forbidden = a licença não pode mais ser vista
forbidden-why = A conta perdeu uma permissão que tinha. Até tê-la de novo, mudanças não são vistas.
refused = o acesso é recusado
refused-why = Entre novamente: até lá, mudanças não são vistas.
unread = sem leitura há { time-days }
unread-why = Desde { $date }. O que se sabe pode ter mudado.
outdated = nada de novo há { time-days }
outdated-why = O que se sabe é de { $date } e pode ter mudado desde então.

## Several together

also = Também: { $what }
and-more = e mais { $more }
fleet = { $count } workspaces precisam de você

## The tray and the notifications

tray-more = mais { $more }…
tray-refresh-all = Atualizar todos
tray-snooze-all = Adiar lembretes até amanhã
tray-resume = Retomar lembretes
tray-open = Abrir o License Watch
tray-settings = Configurações
tray-quit = Sair
tray-snoozed = { $state } (lembretes adiados)
notice-open = Abrir
notice-tomorrow = Lembrar amanhã
goes-on = O License Watch continua de olho
goes-on-why = Este ambiente não mostra a bandeja. Por isso a janela é minimizada em vez de fechada. Ctrl+Q sai.
