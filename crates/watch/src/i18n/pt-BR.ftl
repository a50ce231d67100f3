## What limits count

kind-active_users = Assentos
kind-guest_users = Convidados
kind-rooms_per_guest = Salas por convidado
kind-private_apps = Apps privados
kind-marketplace_apps = Apps do marketplace
kind-monthly_active_contacts = Contatos ativos por mês

## Modules

module-auditing = Auditoria de mensagens
module-canned-responses = Respostas prontas
module-ldap-enterprise = LDAP avançado
module-livechat-enterprise = Omnichannel
module-voip-enterprise = Voz para omnichannel
module-omnichannel-mobile-enterprise = Omnichannel no celular
module-engagement-dashboard = Painel de engajamento
module-push-privacy = Notificações push privadas
module-scalability = Escalabilidade
module-teams-mention = Menção a equipes
module-saml-enterprise = SAML avançado
module-oauth-enterprise = OAuth avançado
module-device-management = Gestão de dispositivos
module-federation = Federação
module-videoconference-enterprise = Videoconferência
module-message-read-receipt = Confirmação de leitura
module-outlook-calendar = Calendário do Outlook
module-hide-watermark = Sem marca d’água
module-custom-roles = Funções personalizadas
module-accessibility-certification = Certificação de acessibilidade
module-unlimited-presence = Presença ilimitada
module-contact-id-verification = Verificação de contatos
module-teams-voip = Chamadas de voz da equipe
module-outbound-messaging = Mensagens ativas
module-abac = Acesso por atributos
module-fips = Criptografia FIPS
module-everything = Tudo
module-everything-enterprise = Tudo do Enterprise

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
in-years = em { $years ->
    [one] 1 ano
   *[other] { $years } anos
}
in-days = em { time-days }
in-hours = em { $hours ->
    [one] 1 hora
   *[other] { $hours } horas
}
in-minutes = em menos de uma hora
ago-years = há { $years ->
    [one] 1 ano
   *[other] { $years } anos
}
ago-days = há { time-days }
ago-hours = há { $hours ->
    [one] 1 hora
   *[other] { $hours } horas
}
ago-minutes = há menos de uma hora

## The state of a workspace: its headline

state-ends = expira { $in }
state-renews = será renovada { $in }
state-trial-ends = período de teste termina { $in }
state-modules-stop = { $count ->
    [0] módulos deixam de funcionar { $in }
    [one] módulo { $module } deixa de funcionar { $in }
   *[other] { $count } módulos deixam de funcionar { $in }
}
state-read-only-in = somente leitura { $in }
state-support-ends = suporte do fornecedor termina { $in }
state-support-ended = suporte do fornecedor encerrado
state-begins = começa { $in }
state-no-end = sem data de término
state-end-unknown = término desconhecido
state-expired = expirada { $ago }
state-renewal-missed = renovação pendente { $ago }
state-trial-ended = período de teste terminou { $ago }
state-lapsed = caducou { $ago }
state-invalid = licença não reconhecida
state-community = sem licença
state-not-permitted = sem permissão
state-unread = não pode ser lido
differing-answers = O servidor dá respostas diferentes
differing-answers-why = Nem todos os seus nós informam a mesma licença, ou a resposta mais recente ainda não foi confirmada. É exibida a última resposta confirmada.
state-never-read = ainda não lido

## Deadlines

unnamed-plan = a licença
deadline-modules_disabled = { $count ->
    [0] módulos de { $plan } deixam de funcionar { $in }
    [one] módulo { $module } deixa de funcionar { $in }
   *[other] { $count } módulos deixam de funcionar { $in }
}
deadline-modules_disabled-body = { $names }: até { $at }.
deadline-modules_disabled-passed = { $count ->
    [0] módulos de { $plan } pararam
    [one] módulo { $module } parou
   *[other] { $count } módulos pararam
}
deadline-modules_disabled-passed-body = { $names }: sem funcionar desde { $at }.
deadline-read_only = o workspace entrará em modo somente leitura { $in }
deadline-read_only-body = A partir de { $at }, ninguém poderá enviar mensagens, a menos que antes disso seja aplicada uma licença válida ou o workspace envie o relatório de uso ao fornecedor.
deadline-read_only-passed = o workspace está em modo somente leitura
deadline-read_only-passed-body = Ninguém consegue enviar mensagens desde { $at }.
deadline-support_end = o suporte do fornecedor a esta versão do servidor termina { $in }
deadline-support_end-body = A partir de { $at }, os apps de desktop e celular do fornecedor não se conectam mais. Atualize o servidor antes disso.
deadline-support_end-passed = o suporte do fornecedor a esta versão do servidor terminou
deadline-support_end-passed-body = Terminou em { $at }. Os apps de desktop e celular do fornecedor só voltam a se conectar depois que o servidor for atualizado.
deadline-trial_end = o período de teste termina { $in }
deadline-trial_end-body = O período de teste termina em { $at }.
deadline-trial_end-passed = o período de teste terminou
deadline-trial_end-passed-body = O período de teste terminou em { $at }.
deadline-renewal = { $plan } se renova { $in }
deadline-renewal-body = A licença se renova em { $at }.
deadline-renewal-passed = a renovação de { $plan } era devida
deadline-renewal-passed-body = A renovação estava prevista para { $at }.
deadline-expiry = { $plan } termina { $in }
deadline-expiry-body = A licença termina em { $at }.
deadline-expiry-passed = { $plan } terminou
deadline-expiry-passed-body = A licença terminou em { $at }.
deadline-notice-body = Em { $at }.
event-expiry = a licença termina
event-expiry-passed = a licença terminou
event-renewal = a licença se renova
event-renewal-passed = a licença deveria ter se renovado
event-trial_end = o período de teste termina
event-trial_end-passed = o período de teste terminou
event-modules_disabled = módulos param
event-modules_disabled-passed = módulos pararam
event-fair_use = começa um período de tolerância
event-fair_use-passed = começou um período de tolerância
event-admins_notified = o servidor começa a avisar os administradores
event-admins_notified-passed = o servidor começou a avisar os administradores
event-users_notified = o servidor começa a avisar os usuários
event-users_notified-passed = o servidor começou a avisar os usuários
event-version_support_end = o suporte do fornecedor a esta versão do servidor termina
event-version_support_end-passed = o suporte do fornecedor a esta versão do servidor terminou
event-not_yet_valid = a licença começa
event-not_yet_valid-passed = a licença começou
event-actions_prevented = a partir de então, usuários, convidados e apps não podem ser adicionados
event-actions_prevented-passed = desde então, usuários, convidados e apps não podem ser adicionados
event-installation_prevented = depois disso, a mesma licença não pode mais ser instalada
event-installation_prevented-passed = até então, a mesma licença podia ser instalada
event-modules_begin = módulos começam a funcionar
event-modules_begin-passed = módulos começaram a funcionar
event-read_only = o workspace entra em modo somente leitura
event-read_only-passed = o workspace entrou em modo somente leitura
names-and-more = { $names } e mais { $more }

## Limits

limit-full = { $kind }: tudo ocupado
limit-filling = { $kind }: { $percent } % em uso
limit-used = { $kind }: { $used } de { $max } em uso.
forecast = { $kind }: fim previsto por volta de { $day }
forecast-before-end = No ritmo atual, { time-days } antes de a licença terminar em { $end }.
forecast-rate = No ritmo atual.

## Changes

changed-lost = a licença foi removida
changed-sooner = a licença termina antes
changed-modules-lost = módulos foram removidos
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
change-trial_started = Um período de teste começou
change-trial_ended = O período de teste acabou
change-renewal_changed = Renovação: { $before } → { $after }
change-server_version_changed = Servidor: { $before } → { $after }
renewal-automatic = automática
renewal-manual = manual
unlimited = ilimitado
no-end = sem término

## Workspaces that cannot be read

forbidden = a licença não pode mais ser vista
forbidden-why = A conta não tem uma permissão necessária. Até tê-la, mudanças passam despercebidas.
refused = o acesso foi recusado
refused-why = Entre novamente: até lá, mudanças passam despercebidas.
unread = sem leitura há { time-days }
unread-why = Desde { $date }. O que se sabe pode ter mudado.
outdated = nada de novo há { time-days }
outdated-why = O que se sabe é de { $date } e pode ter mudado desde então.

## Findings

finding-read_only = o workspace está em modo somente leitura
finding-read_only-body = Ninguém consegue enviar mensagens desde { $date }. Aplique uma licença válida ou deixe o workspace enviar o relatório de uso à nuvem do fornecedor.
finding-not_honored = licença não reconhecida
finding-not_honored-body = Os recursos premium ficam desligados até que uma licença adequada seja aplicada.
finding-not_honored-not_begun = Os recursos premium ficam desligados até ela começar.
finding-not_honored-unexplained = O servidor tem uma licença, não a reconhece e não diz por quê. Os recursos premium estão desligados.
finding-modules_stopped = { $count ->
    [one] módulo { $module } parou de funcionar
   *[other] { $count } módulos pararam de funcionar
}
finding-modules_stopped-body = A licença inclui { $names }, mas o servidor os desligou.
finding-actions_prevented = não é possível adicionar usuários, convidados ou apps
finding-actions_prevented-body = Desde { $date }, o servidor não deixa adicionar mais nada, qualquer que seja o uso. Renove a licença.
finding-support_ended = o suporte do fornecedor a esta versão do servidor terminou
finding-support_ended-body = Terminou em { $date }. Os apps de desktop e celular do fornecedor só voltam a se conectar depois que o servidor for atualizado.
finding-version_not_listed = o fornecedor não dá mais suporte a esta versão do servidor
finding-version_not_listed-body = Ela não está na lista de versões com suporte. Os apps de desktop e celular do fornecedor só voltam a se conectar depois que o servidor for atualizado.
finding-fips_not_licensed = o servidor não voltará a iniciar sem o módulo FIPS
finding-fips_not_licensed-body = Ele roda em modo FIPS, e a licença não inclui o módulo. Aplique uma licença que o inclua antes da próxima reinicialização.
finding-address_differs = a licença não foi emitida para { $what }
finding-address_differs-body = O servidor deixará de reconhecê-la na próxima verificação, por exemplo após uma reinicialização. Peça a emissão para o novo endereço.
finding-workspace_differs = a licença indica outro ID de workspace
finding-workspace_differs-body = O ID de workspace dela não é o do servidor. Ele a reconhece mesmo assim; pergunte ao fornecedor se é a licença certa.
finding-renewal_blocked = a renovação não tem como chegar
finding-renewal_blocked-offline = A licença se renova pela nuvem do fornecedor, mas é feita para um workspace sem ela. Aplique a nova licença manualmente.
finding-renewal_blocked-not_registered = A licença se renova pela nuvem do fornecedor, mas o workspace não está registrado lá. Registre-o ou aplique a nova licença manualmente.
finding-presence_capped = { $used } de { $max } conexões que mostram quem está on-line
finding-presence_capped-body = Ao atingir o máximo, o servidor deixa de mostrar a todos quem está on-line.
finding-presence_off = o servidor não mostra mais quem está on-line
finding-presence_off-body = Houve usuários demais conectados ao mesmo tempo para um workspace sem o módulo de presença ilimitada. Um administrador pode religar a exibição no workspace.
finding-offline = sem notificações push com esta licença
finding-offline-body = Ela é feita para um workspace sem a nuvem do fornecedor: sem gateway de push, marketplace nem sincronização com a nuvem.
finding-announcement = comunicado do fornecedor
refusal-address = Ela não foi emitida para o endereço deste workspace.
refusal-ended = Ela expirou.
refusal-not_begun = Ela ainda não começou.
refusal-period = Ela expirou ou ainda não começou.
refusal-limit = O uso excede o que ela permite: { $kind }.
refusal-other = O servidor dá um motivo que o License Watch não conhece.

## Several together

also = Também: { $what }
and-more = e mais { $more }
fleet = { $count } workspaces precisam de atenção

## Reports and tables

report-of = Relatório de licença: { $name }
report-overview = Visão geral das licenças
report-changes = Mudanças nas licenças
report-changes-of = Mudanças na licença: { $name }
report-comparison = Comparação de licenças
report-reminders = Lembretes de licença
report-made = Criado com { $app } em { $at }
report-as-of = Dados de { $at }
report-data-from = Os dados mais recentes são de { $at }.
report-never-checked = Ainda não há dados.
report-unreachable = Não foi possível verificar
report-not-checked-yet = Ainda não verificado
report-outdated = Os dados podem estar desatualizados
report-not-checked = Não atualizados
report-period = { $from } – { $until }
report-all-ok = { $count ->
    [one] 1 workspace, que não requer atenção
   *[other] { $count } workspaces, nenhum requer atenção
}
report-need-attention = { $some ->
    [one] 1 de { $count } requer atenção
   *[other] { $some } de { $count } requerem atenção
}
report-license = Licença
report-deadlines = Prazos
report-no-deadlines = Nenhum prazo conhecido.
report-limits = Limites
report-no-limits = Nenhum limite conhecido.
report-seats-plot = Assentos em uso
report-workspaces = Workspaces
report-modules = Módulos
report-modules-on = Ativos
report-modules-off = Inativos
report-no-modules = Nenhum módulo conhecido.
report-changes-title = Mudanças
report-no-changes = Nenhuma mudança encontrada neste período.
report-changes-may-be-missing = Mudanças posteriores podem faltar.
report-no-reminders = Não há lembretes.
report-used-of = { $used } de { $max }
table-module-on = sim
table-module-off = desativado
table-module-none = não
table-module-unknown = desconhecido
column-workspace = Workspace
column-address = Endereço
column-state = Estado
column-plan = Plano
column-ends = Término
column-renewal = Renovação
column-granted-to = Emitida para
column-next-deadline = Próximo prazo
column-what-stops = O que acontece
column-seats = Assentos em uso
column-seats-used = Assentos em uso
column-seats-max = Assentos, máximo
column-seats-left = Assentos livres
column-seats-full = Assentos se esgotam por volta de
column-server = Versão do Rocket.Chat
column-supported-until = Versão suportada até
column-checked = Última verificação
column-problem = Problema
column-date = Data
column-found = Encontrada
column-change = Mudança
column-since = Desde
column-reminder = Lembrete
column-details = Detalhes
column-limit = Limite
column-used = Em uso
column-max = Máximo
column-left = Livres
column-full = Esgota-se por volta de

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
keyring-absent = O chaveiro não está em execução
keyring-locked = O chaveiro está bloqueado
keyring-not-responding = O chaveiro não responde
keyring-away-why = Seus workspaces só serão atualizados quando ele puder ser usado. O último estado conhecido continua visível, e os lembretes dele continuam.
goes-on = O License Watch continua de olho
goes-on-why = Este ambiente não mostra a bandeja. Por isso a janela é minimizada em vez de fechada. Ctrl+Q sai.
