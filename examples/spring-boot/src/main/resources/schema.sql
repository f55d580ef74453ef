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

create index if not exists picture_created on picture (created desc);
