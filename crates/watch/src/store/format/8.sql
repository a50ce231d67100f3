-- The store, format 8: all settings in one row; each was a row of its own. A value that is no JSON is left behind, and so
-- is a part of one that is not there: settings that cannot be read have their defaults.

create table settings_8 (
    id       integer primary key check (id = 1),
    settings text not null  -- in JSON, as watch::settings::Settings
) strict;

insert into settings_8
select 1, json_group_object(
    case name
        when 'asking' then 'refresh'
        when 'reminding' then 'reminders'
        when 'no_tray_said' then 'no_tray_explained'
        else name
    end,
    json(case name
        when 'asking' then json_object('interval_hours', value -> '$.every_hours', 'route', value -> '$.route')
        when 'reminding' then json_object(
            'lead', value -> '$.lead',
            'quiet', value -> '$.quiet',
            'exception', case value ->> '$.critical' when 'is_told' then 'critical' else 'none' end
        )
        else value
    end)
)
from settings
where json_valid(value);

drop table settings;
alter table settings_8 rename to settings;

-- How reminders of one workspace differ: `default`, `custom` and `muted`.
update reminding
set reminding = json_set(reminding, '$.is', case reminding ->> '$.is' when 'own' then 'custom' else 'default' end)
where json_valid(reminding) and reminding ->> '$.is' in ('own', 'usual');
