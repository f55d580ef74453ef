-- The tables of Camel Flux's task journal, for PostgreSQL and H2. All of it can be applied again.
-- With a table prefix other than flux_, replace it throughout.

-- One row for each task. What counts is in claim and state, as JSON, a latch's identity too; the other columns are for
-- finding and counting.
-- Times are the database's.
create table if not exists flux_task (
    task_key   varchar(512) primary key,
    provider   varchar(32) not null,
    account    varchar(512) not null,
    price      numeric(30, 18) check (price between 0 and 1000000000),
    claim      varchar(65536) not null,
    stage      varchar(16) not null,
    state      varchar(65536) not null,
    version    bigint not null,
    releases   integer not null,
    owner      varchar(36),
    delivered  boolean not null,
    created    timestamp(6) with time zone not null,
    changed    timestamp(6) with time zone not null
);

-- Tasks of a stage, the eldest first.
create index if not exists flux_task_at on flux_task (stage, created);

-- Tasks that are left behind, the eldest first.
create index if not exists flux_task_left on flux_task (delivered, created);

-- Tasks that have not changed for long.
create index if not exists flux_task_changed on flux_task (changed);

-- One row for each process that works on tasks: it is alive until its lease ends, and renews it before that.
create table if not exists flux_node (
    owner        varchar(36) primary key,
    lease_until  timestamp(6) with time zone not null
);

-- Hints that tasks may have ended, for the processes that hold them. Losing one costs seconds.
create table if not exists flux_hint (
    task_key     varchar(512) primary key,
    hinted       timestamp(6) with time zone not null
);
