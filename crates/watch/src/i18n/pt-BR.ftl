## What limits count

kind-active_users = Lugares
kind-guest_users = Convidados
kind-rooms_per_guest = Salas por convidado
kind-private_apps = Apps privados
kind-marketplace_apps = Apps do marketplace
kind-monthly_active_contacts = Contatos ativos mensais

## Modules

module-auditing = Auditoria de mensagens
module-canned-responses = Respostas prontas
module-ldap-enterprise = LDAP avançado
module-livechat-enterprise = Omnichannel
module-voip-enterprise = Voz para Omnichannel
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
module-hide-watermark = Remoção da marca d’água
module-custom-roles = Funções personalizadas
module-accessibility-certification = Certificação de acessibilidade
module-unlimited-presence = Presença ilimitada
module-contact-id-verification = Verificação de contatos
module-teams-voip = Chamadas de voz da equipe
module-outbound-messaging = Mensagens ativas
module-abac = Acesso por atributos
module-fips = Criptografia FIPS
module-everything = Todos os módulos
module-everything-enterprise = Todos os módulos Enterprise

## Dates and times

date = { day-of-year } de { $year }
day-of-year = { $day } de { $month ->
    [1] jan.
    [2] fev.
    [3] mar.
    [4] abr.
    [5] mai.
    [6] jun.
    [7] jul.
    [8] ago.
    [9] set.
    [10] out.
    [11] nov.
   *[12] dez.
}
instant = { $date }, { $time }
time-of-day = %H:%M
number = { $number }

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
    [one] { $module } deixa de funcionar { $in }
   *[other] { $count } módulos deixam de funcionar { $in }
}
state-read-only-in = somente leitura { $in }
state-support-ends = suporte da versão termina { $in }
state-support-ended = suporte da versão terminou
state-begins = passa a valer { $in }
state-no-end = sem data de término
state-end-unknown = data de término desconhecida
state-expired = expirou { $ago }
state-renewal-missed = renovação atrasada { $ago }
state-trial-ended = período de teste terminou { $ago }
state-lapsed = expirou { $ago }, agora Community
state-invalid = licença recusada
state-community = sem licença
state-not-permitted = sem acesso à licença
state-unread = falha na verificação
counted-sign-in-refused = login recusado
counted-signed-out = sessão encerrada
counted-no-keyring = chaveiro indisponível
counted-unreachable = inacessível
counted-server-error = erro do servidor
counted-rate-limited = excesso de solicitações
counted-not-secure = conexão não segura
counted-not-rocketchat = não é Rocket.Chat
counted-blocked = acesso bloqueado antes do Rocket.Chat
counted-redirected = redirecionado para outro host
counted-invalid-response = resposta inválida
counted-limit = { $kind }: { $used } de { $max } em uso
counted-differing-answers = respostas do servidor divergem
differing-answers = As respostas do servidor divergem
differing-answers-why = Nem todos os nós do servidor informam a mesma licença, ou a resposta mais recente ainda não foi confirmada. É exibida a última resposta confirmada.
state-never-read = ainda não verificado

## Deadlines

unnamed-plan = licença
deadline-modules_disabled = { $count ->
    [0] { $plan }: módulos deixam de funcionar { $in }
    [one] { $module } deixa de funcionar { $in }
   *[other] { $count } módulos deixam de funcionar { $in }
}
deadline-modules_disabled-body = Em { $at }: { $names }
deadline-modules_disabled-passed = { $count ->
    [0] { $plan }: módulos deixaram de funcionar
    [one] { $module } deixou de funcionar
   *[other] { $count } módulos deixaram de funcionar
}
deadline-modules_disabled-passed-body = Desde { $at }: { $names }
deadline-read_only = workspace entra em modo somente leitura { $in }
deadline-read_only-body = A partir de { $at }, ninguém poderá enviar mensagens, a menos que uma licença válida seja aplicada ou o workspace envie o relatório de uso ao Rocket.Chat Cloud.
deadline-read_only-passed = workspace em modo somente leitura
deadline-read_only-passed-body = Ninguém consegue enviar mensagens desde { $at }.
deadline-support_end = suporte a esta versão do servidor termina { $in }
deadline-support_end-body = A partir de { $at }, os apps de desktop e celular do Rocket.Chat deixam de se conectar. Atualize o servidor antes disso.
deadline-support_end-passed = suporte a esta versão do servidor terminou
deadline-support_end-passed-body = Terminou em { $at }. Os apps de desktop e celular do Rocket.Chat só voltam a se conectar depois que o servidor for atualizado.
deadline-trial_end = período de teste termina { $in }
deadline-trial_end-body = O período de teste termina em { $at }.
deadline-trial_end-passed = período de teste terminou
deadline-trial_end-passed-body = O período de teste terminou em { $at }.
deadline-renewal = { $plan } será renovada { $in }
deadline-renewal-body = A licença será renovada automaticamente em { $at }.
deadline-renewal-passed = { $plan }: renovação atrasada
deadline-renewal-passed-body = A renovação estava prevista para { $at }.
deadline-expiry = { $plan } expira { $in }
deadline-expiry-body = A licença expira em { $at }.
deadline-expiry-passed = { $plan } expirou
deadline-expiry-passed-body = A licença expirou em { $at }.
deadline-notice-body = Em { $at }.
event-expiry = licença expira
event-expiry-passed = licença expirou
event-renewal = licença é renovada
event-renewal-passed = renovação da licença atrasada
event-trial_end = período de teste termina
event-trial_end-passed = período de teste terminou
event-modules_disabled = módulos deixam de funcionar
event-modules_disabled-passed = módulos deixaram de funcionar
event-fair_use = começa o período de tolerância
event-fair_use-passed = o período de tolerância começou
event-admins_notified = administradores notificados
event-admins_notified-passed = administradores notificados
event-users_notified = usuários notificados
event-users_notified-passed = usuários notificados
event-version_support_end = suporte a esta versão do servidor termina
event-version_support_end-passed = suporte a esta versão do servidor terminou
event-not_yet_valid = licença passa a valer
event-not_yet_valid-passed = licença passou a valer
event-actions_prevented = não é mais possível adicionar usuários, convidados ou apps
event-actions_prevented-passed = não é mais possível adicionar usuários, convidados ou apps
event-installation_prevented = a chave não pode mais ser aplicada
event-installation_prevented-passed = a chave não pode mais ser aplicada
event-modules_begin = módulos passam a funcionar
event-modules_begin-passed = módulos passaram a funcionar
event-read_only = workspace entra em modo somente leitura
event-read_only-passed = workspace entrou em modo somente leitura
names-and-more = { $names } e mais { $more }

## Limits

limit-full = { $over ->
    [0] { $kind }: limite atingido
   *[other] { $kind }: { $over } acima do limite
}
limit-filling = { $kind }: { $percent }% em uso
limit-used = { $used } de { $max } em uso.
forecast = { $kind }: esgotamento por volta de { $day }
forecast-before-end = { $days ->
    [0] Neste ritmo, no dia em que a licença expira.
   *[other] Neste ritmo, { time-days } antes de a licença expirar em { $end }.
}
forecast-rate = Estimativa com base no uso recente.

## Changes

changed-lost = licença removida
changed-sooner = licença expira mais cedo
changed-modules-lost = módulos removidos
changed-lowered = limites reduzidos
changed-gained = licença adicionada
changed-later = licença prorrogada
changed-modules-gained = módulos adicionados
changed-raised = limites aumentados
changed = licença alterada
change-license_gained = Licença adicionada: { $after }
change-license_lost = Licença removida: { $before }
change-plan_changed = Plano: { $before } → { $after }
change-expiry_changed = Término: { $before } → { $after }
change-module_gained = Módulo adicionado: { $subject }
change-module_lost = Módulo removido: { $subject }
change-limit_raised = { $subject }: { $before } → { $after }
change-limit_lowered = { $subject }: { $before } → { $after }
change-trial_started = Período de teste iniciado
change-trial_ended = Período de teste encerrado
change-renewal_changed = Renovação: { $before } → { $after }
change-server_version_changed = Servidor: { $before } → { $after }
change-address_changed = Endereço: { $before } → { $after }
renewal-automatic = automática
renewal-manual = manual
unlimited = ilimitado
no-end = sem data de término

## Workspaces that cannot be read

forbidden = sem acesso à licença
forbidden-why = A conta não tem a permissão view-privileged-setting. Mudanças passam despercebidas.
refused = login recusado
refused-why = Faça login novamente. Até lá, as mudanças passam despercebidas.
unread = { $why } há { time-days }
unread-why = Desde { $date }. A licença pode ter mudado.
outdated = última verificação há { time-days }
outdated-why = Os dados são de { $date } e podem estar desatualizados.

## Findings

finding-read_only = workspace em modo somente leitura
finding-read_only-body = Ninguém consegue enviar mensagens desde { $date }. Aplique uma licença válida ou deixe o workspace enviar o relatório de uso ao Rocket.Chat Cloud.
finding-not_honored = licença recusada pelo servidor
finding-not_honored-body = Os recursos premium ficam desligados até que uma licença válida seja aplicada.
finding-not_honored-not_begun = Os recursos premium ficam desligados até que ela passe a valer.
finding-not_honored-unexplained = O servidor tem uma licença, mas a recusa sem informar o motivo. Os recursos premium estão desligados.
finding-modules_stopped = { $count ->
    [one] { $module } deixou de funcionar
   *[other] { $count } módulos deixaram de funcionar
}
finding-modules_stopped-body = Incluído na licença, mas desligado pelo servidor: { $names }
finding-actions_prevented = não é possível adicionar usuários, convidados ou apps
finding-actions_prevented-body = Em vigor desde { $date }, qualquer que seja o uso. Renove a licença.
finding-support_ended = suporte a esta versão do servidor terminou
finding-support_ended-body = Terminou em { $date }. Os apps de desktop e celular do Rocket.Chat só voltam a se conectar depois que o servidor for atualizado.
finding-version_not_listed = versão do servidor sem suporte
finding-version_not_listed-body = Ela não está na lista de versões com suporte do Rocket.Chat. Os apps de desktop e celular do Rocket.Chat só voltam a se conectar depois que o servidor for atualizado.
finding-fips_not_licensed = servidor não reiniciará sem o módulo FIPS
finding-fips_not_licensed-body = O servidor funciona em modo FIPS, mas a licença não inclui o módulo. Aplique uma licença que o inclua antes da próxima reinicialização.
finding-address_differs = licença não emitida para { $what }
finding-address_differs-body = O servidor a recusará na próxima verificação, por exemplo após uma reinicialização. Solicite uma licença para o novo endereço.
finding-workspace_differs = licença cita outro ID de workspace
finding-workspace_differs-body = O ID de workspace dela não é o do servidor. Ele a aceita mesmo assim; pergunte ao Rocket.Chat se é a licença certa.
finding-renewal_blocked = renovação automática impossível
finding-renewal_blocked-offline = A licença é renovada pelo Rocket.Chat Cloud, mas é feita para workspaces sem ele. Aplique a nova licença manualmente.
finding-renewal_blocked-not_registered = A licença é renovada pelo Rocket.Chat Cloud, mas o workspace não está registrado nele. Registre-o ou aplique a nova licença manualmente.
finding-presence_capped = { $used } de { $max } conexões on-line
finding-presence_capped-body = Ao atingir o máximo, o servidor deixa de mostrar a todos quem está on-line.
finding-presence_off = servidor não mostra mais quem está on-line
finding-presence_off-body = Houve usuários demais conectados ao mesmo tempo para um workspace sem o módulo Presença ilimitada. Um administrador pode reativar a exibição no workspace.
finding-offline = sem notificações push com esta licença
finding-offline-body = Ela é feita para workspaces sem o Rocket.Chat Cloud: sem gateway de push, marketplace nem sincronização com a nuvem.
finding-announcement = comunicado do Rocket.Chat
refusal-address = Ela não foi emitida para o endereço deste workspace.
refusal-ended = Ela expirou.
refusal-not_begun = Ela ainda não vale.
refusal-period = Ela expirou ou ainda não vale.
refusal-limit = O workspace excede um limite: { $kind }.
refusal-other = O servidor informou um motivo desconhecido.

## Several together

also = Também: { $what }
and-more = e mais { $more }
gathered = { $count ->
    [one] 1 lembrete de licença
   *[other] { $count } lembretes de licença
}
fleet-attention = { $count ->
    [one] 1 requer atenção
   *[other] { $count } requerem atenção
}
fleet-ok = { $count ->
    [one] 1 workspace OK
   *[other] { $count } workspaces OK
}
fleet-none = Nada requer atenção
fleet-unreachable = { $count ->
    [one] 1 inacessível
   *[other] { $count } inacessíveis
}
fleet-checked = { $count ->
    [one] 1 verificado
   *[other] { $count } verificados
} { $day ->
    [today] às
   *[earlier] em
} { $time }
fleet-changed = { $count ->
    [one] 1 alterado desde ontem
   *[other] { $count } alterados desde ontem
}
fleet-acknowledged = { $count ->
    [one] 1 reconhecido
   *[other] { $count } reconhecidos
}
fleet-snoozed = { $count ->
    [one] 1 adiado
   *[other] { $count } adiados
}
fleet-muted = { $count ->
    [one] 1 silenciado
   *[other] { $count } silenciados
}
fleet-archived = { $count ->
    [one] 1 arquivado
   *[other] { $count } arquivados
}
added = { $count } workspaces adicionados
added-one = { $name } adicionado
added-ended = { $count ->
    [one] 1 não tem licença válida
   *[other] { $count } não têm licença válida
}
added-ending = { $count ->
    [one] 1 expira em até 60 dias
   *[other] { $count } expiram em até 60 dias
}
added-full = { $count ->
    [one] 1 não tem lugares livres
   *[other] { $count } não têm lugares livres
}
added-unseen = { $count } sem acesso à licença

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
report-no-workspaces = Não há workspaces.
aside-acknowledged = reconhecido
aside-snoozed = adiado até { $at }
aside-muted = silenciado
aside-archived = arquivado
report-need-attention = { $some ->
    [one] 1 de { $count } requer atenção
   *[other] { $some } de { $count } requerem atenção
}
report-license = Licença
report-deadlines = Prazos
report-no-deadlines = Nenhum prazo conhecido.
report-limits = Limites
report-no-limits = Nenhum limite conhecido.
report-seats-plot = Lugares em uso
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
column-state = Status
column-attention = Requer atenção
column-aside = Deixado de lado
column-plan = Plano
column-ends = Término
column-renewal = Renovação
column-granted-to = Emitida para
column-next-deadline = Próximo prazo
column-what-stops = O que acontece
column-seats = Lugares em uso
column-seats-used = Lugares em uso
column-seats-max = Lugares, máximo
column-seats-left = Lugares livres
column-seats-full = Lugares se esgotam por volta de
column-server = Versão do Rocket.Chat
column-supported-until = Versão suportada até
column-owner = Responsável
column-contract = Número do contrato
column-cost = Custo
column-currency = Moeda
column-note = Nota
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
tray-quit = Encerrar
tray-snoozed = { $state } (lembretes adiados)
notice-show = Mostrar
notice-snooze = Adiar até amanhã
notice-done = Concluir
test-notification = As notificações funcionam
test-notification-body = Os lembretes de licença aparecem assim.
keyring-absent = O chaveiro não está em execução
keyring-locked = O chaveiro está bloqueado
keyring-not-responding = O chaveiro não responde
keyring-away-why = Os workspaces só serão atualizados quando ele estiver disponível. O último estado conhecido continua visível, e os lembretes continuam.
goes-on = O License Watch continua em execução
goes-on-why = Este ambiente não tem bandeja do sistema. Por isso a janela é minimizada em vez de fechada. Ctrl+Q encerra o License Watch.

## Channels

channel-test = Os alertas funcionam
channel-test-body = Isto é um teste. Os alertas de licenças aparecem assim.
channel-footer = Enviado pelo License Watch
channel-failing = Os alertas não estão chegando: { $name }
channel-failing-why = Os lembretes são mantidos, e novas tentativas de envio são feitas. Consulte Configurações → Alertas.

## Uma mensagem sobre a renovação

mail-subject = Renovação da licença do Rocket.Chat de { $name }
mail-greeting = Olá,
mail-request = Por favor, enviem uma proposta para renovar a licença deste workspace:
mail-workspace = Workspace: { $name }
mail-address = Endereço: { $address }
mail-workspace-id = ID do workspace: { $id }
mail-plan = Plano: { $plan }
mail-seats = Lugares: { $used } de { $max } em uso
mail-seats-unlimited = Lugares: { $used } em uso, ilimitados
mail-end = A licença expira em: { $date }
