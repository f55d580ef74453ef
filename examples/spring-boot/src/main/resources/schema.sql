create table if not exists picture (
    id           varchar(36) primary key,
    created      timestamp(6) with time zone not null,
    prompt       varchar not null,
    model        varchar(20) not null,
    aspect_ratio varchar(10) not null,
    raw          boolean not null,
    wanted_seed  bigint,
    state        varchar(10) not null,
    -- A price that is set aside until the picture has ended, then what it was charged.
    cost         decimal(20, 10) not null,
    title        varchar,
    detail       varchar,
    used_seed    bigint,
    width        int,
    height       int,
    bytes        bigint,
    millis       bigint,
    dismissed    boolean default false not null
);

-- What later versions added, each to the table of an earlier one too.
alter table picture add column if not exists order_id varchar(36);
alter table picture add column if not exists remix_of varchar(36);
alter table picture add column if not exists remix_strength double precision;
alter table picture add column if not exists favourite boolean default false not null;
-- Deleted pictures keep their row: what they cost was spent.
alter table picture add column if not exists deleted timestamp(6) with time zone;
alter table picture add column if not exists purged boolean default false not null;

create index if not exists picture_created on picture (created desc);
create index if not exists picture_order_id on picture (order_id);
create index if not exists picture_deleted on picture (deleted);

-- What was asked for under which name, word for word; without words it was dropped and is not to be taken any more.
create table if not exists picture_order (
    id    varchar(36) primary key,
    asked varchar
);
