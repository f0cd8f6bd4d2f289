-- The tables and indexes of revision 0002 in PostgreSQL, where stores begin with it. Texts are in the order of their code
-- points. An index by which lists are read ends in their position.
CREATE TABLE articles (
    position BIGINT NOT NULL,
    id BIGINT NOT NULL,
    text_sha256 VARCHAR(64) COLLATE "C" NOT NULL,
    publisher BIGINT NOT NULL,
    published BIGINT NOT NULL,
    stored BIGINT NOT NULL,
    record BYTEA NOT NULL,
    problems BYTEA NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_articles PRIMARY KEY (position),
    CONSTRAINT uq_articles_id UNIQUE (id)
);
CREATE INDEX ix_articles_publisher_position ON articles (publisher, position);
CREATE INDEX ix_articles_stored_position ON articles (stored, position);
CREATE TABLE publishers (
    number BIGINT NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_publishers PRIMARY KEY (number),
    CONSTRAINT uq_publishers_folded UNIQUE (folded)
);
CREATE TABLE entities (
    number BIGINT NOT NULL,
    id BIGINT NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    name_folded TEXT COLLATE "C" NOT NULL,
    is_actor SMALLINT NOT NULL,
    is_place SMALLINT NOT NULL,
    role VARCHAR(8) COLLATE "C",
    iso3 VARCHAR(3) COLLATE "C",
    wikidata VARCHAR(16) COLLATE "C",
    geonames VARCHAR(16) COLLATE "C",
    lat FLOAT,
    lon FLOAT,
    within BIGINT,
    aliases BYTEA NOT NULL,
    stored BIGINT NOT NULL,
    articles BIGINT NOT NULL,
    claims BIGINT NOT NULL,
    figures BIGINT NOT NULL,
    record BYTEA NOT NULL,
    CONSTRAINT pk_entities PRIMARY KEY (number),
    CONSTRAINT ck_entities_kinds CHECK (is_actor + is_place > 0),
    CONSTRAINT ck_entities_coordinates CHECK ((lat IS NULL) = (lon IS NULL)),
    CONSTRAINT uq_entities_id UNIQUE (id),
    CONSTRAINT fk_entities_within FOREIGN KEY(within) REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_entities_name_folded_id ON entities (name_folded, id);
CREATE INDEX ix_entities_figures_id ON entities (figures, id);
CREATE INDEX ix_entities_stored_id ON entities (stored, id);
CREATE INDEX ix_entities_claims_id ON entities (claims, id);
CREATE INDEX ix_entities_within ON entities (within);
CREATE INDEX ix_entities_lat_lon ON entities (lat, lon) WHERE lat IS NOT NULL;
CREATE INDEX ix_entities_articles_id ON entities (articles, id);
CREATE TABLE claim_keys (
    part SMALLINT NOT NULL,
    entity INTEGER NOT NULL,
    place INTEGER NOT NULL,
    code SMALLINT NOT NULL,
    position BIGINT NOT NULL,
    CONSTRAINT pk_claim_keys PRIMARY KEY (part, entity, place, code, position)
);
CREATE TABLE claim_counts (
    part SMALLINT NOT NULL,
    entity INTEGER NOT NULL,
    place INTEGER NOT NULL,
    code SMALLINT NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_claim_counts PRIMARY KEY (part, entity, place, code)
);
CREATE INDEX ix_claim_counts_part_place_code_number_entity ON claim_counts (part, place, code, number, entity);
CREATE INDEX ix_claim_counts_part_entity_code_number_place ON claim_counts (part, entity, code, number, place);
CREATE TABLE claim_tallies (
    owner SMALLINT NOT NULL,
    whose INTEGER NOT NULL,
    facet SMALLINT NOT NULL,
    value INTEGER NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_claim_tallies PRIMARY KEY (owner, whose, facet, value)
);
CREATE TABLE figure_keys (
    part SMALLINT NOT NULL,
    entity INTEGER NOT NULL,
    place INTEGER NOT NULL,
    code SMALLINT NOT NULL,
    position BIGINT NOT NULL,
    CONSTRAINT pk_figure_keys PRIMARY KEY (part, entity, place, code, position)
);
CREATE TABLE figure_counts (
    part SMALLINT NOT NULL,
    entity INTEGER NOT NULL,
    place INTEGER NOT NULL,
    code SMALLINT NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_figure_counts PRIMARY KEY (part, entity, place, code)
);
CREATE INDEX ix_figure_counts_part_place_code_number_entity ON figure_counts (part, place, code, number, entity);
CREATE INDEX ix_figure_counts_part_entity_code_number_place ON figure_counts (part, entity, code, number, place);
CREATE TABLE figure_tallies (
    owner SMALLINT NOT NULL,
    whose INTEGER NOT NULL,
    facet SMALLINT NOT NULL,
    value INTEGER NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_figure_tallies PRIMARY KEY (owner, whose, facet, value)
);
CREATE TABLE commits (
    one BIGINT NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_commits PRIMARY KEY (one)
);
CREATE TABLE api_keys (
    id VARCHAR(16) COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    "right" VARCHAR(8) COLLATE "C" NOT NULL,
    sha256 VARCHAR(64) COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    revoked BIGINT,
    CONSTRAINT pk_api_keys PRIMARY KEY (id),
    CONSTRAINT uq_api_keys_sha256 UNIQUE (sha256)
);
CREATE TABLE names (
    folded TEXT COLLATE "C" NOT NULL,
    entity BIGINT NOT NULL,
    CONSTRAINT pk_names PRIMARY KEY (folded, entity),
    CONSTRAINT fk_names_entity FOREIGN KEY(entity) REFERENCES entities (number) ON DELETE CASCADE
);
CREATE INDEX ix_names_entity ON names (entity);
CREATE TABLE mentions (
    article BIGINT NOT NULL,
    entity BIGINT NOT NULL,
    start BIGINT NOT NULL,
    record BYTEA NOT NULL,
    CONSTRAINT pk_mentions PRIMARY KEY (article, entity),
    CONSTRAINT fk_mentions_article FOREIGN KEY(article) REFERENCES articles (position) ON DELETE CASCADE,
    CONSTRAINT fk_mentions_entity FOREIGN KEY(entity) REFERENCES entities (number)
);
CREATE INDEX ix_mentions_entity_article ON mentions (entity, article);
CREATE TABLE claims (
    position BIGINT NOT NULL,
    id BIGINT NOT NULL,
    article BIGINT NOT NULL,
    start BIGINT NOT NULL,
    "end" BIGINT NOT NULL,
    claim_type VARCHAR(32) COLLATE "C" NOT NULL,
    voice VARCHAR(16) COLLATE "C" NOT NULL,
    negated SMALLINT NOT NULL,
    quoted SMALLINT NOT NULL,
    event_from VARCHAR(10) COLLATE "C",
    event_until VARCHAR(10) COLLATE "C",
    publisher BIGINT NOT NULL,
    published BIGINT NOT NULL,
    stored BIGINT NOT NULL,
    parts TEXT COLLATE "C" NOT NULL,
    record BYTEA NOT NULL,
    CONSTRAINT pk_claims PRIMARY KEY (position),
    CONSTRAINT ck_claims_span CHECK (start >= 0 AND "end" > start),
    CONSTRAINT uq_claims_id UNIQUE (id),
    CONSTRAINT fk_claims_article FOREIGN KEY(article) REFERENCES articles (position) ON DELETE CASCADE
);
CREATE INDEX ix_claims_stored_position ON claims (stored, position);
CREATE INDEX ix_claims_claim_type_position ON claims (claim_type, position);
CREATE INDEX ix_claims_publisher_position ON claims (publisher, position);
CREATE INDEX ix_claims_article ON claims (article);
CREATE TABLE figures (
    position BIGINT NOT NULL,
    id BIGINT NOT NULL,
    article BIGINT NOT NULL,
    claim BIGINT,
    start BIGINT NOT NULL,
    "end" BIGINT NOT NULL,
    measure VARCHAR(32) COLLATE "C" NOT NULL,
    qualifier VARCHAR(16) COLLATE "C" NOT NULL,
    unit VARCHAR(16) COLLATE "C" NOT NULL,
    "group" VARCHAR(16) COLLATE "C",
    value FLOAT,
    low FLOAT,
    high FLOAT,
    event_from VARCHAR(10) COLLATE "C",
    event_until VARCHAR(10) COLLATE "C",
    publisher BIGINT NOT NULL,
    published BIGINT NOT NULL,
    stored BIGINT NOT NULL,
    parts TEXT COLLATE "C" NOT NULL,
    record BYTEA NOT NULL,
    CONSTRAINT pk_figures PRIMARY KEY (position),
    CONSTRAINT ck_figures_span CHECK (start >= 0 AND "end" > start),
    CONSTRAINT uq_figures_id UNIQUE (id),
    CONSTRAINT fk_figures_article FOREIGN KEY(article) REFERENCES articles (position) ON DELETE CASCADE,
    CONSTRAINT fk_figures_claim FOREIGN KEY(claim) REFERENCES claims (position) ON DELETE CASCADE
);
CREATE INDEX ix_figures_article ON figures (article);
CREATE INDEX ix_figures_publisher_position ON figures (publisher, position);
CREATE INDEX ix_figures_claim ON figures (claim);
CREATE INDEX ix_figures_stored_position ON figures (stored, position);
CREATE INDEX ix_figures_measure_position ON figures (measure, position);
-- The full text: `app/storage/gin.py` says what is in it.
CREATE TABLE all_words (
    name TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    length BIGINT NOT NULL,
    CONSTRAINT pk_all_words PRIMARY KEY (name)
);
INSERT INTO all_words VALUES ('articles', 0, 0), ('claims', 0, 0), ('figures', 0, 0), ('entities', 0, 0);
CREATE TABLE articles_words (
    key BIGINT NOT NULL,
    tokens TEXT[] COLLATE "C" NOT NULL,
    length BIGINT NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_articles_words PRIMARY KEY (key)
);
CREATE INDEX ix_articles_words_tokens ON articles_words USING gin (tokens);
CREATE TABLE claims_words (
    key BIGINT NOT NULL,
    tokens TEXT[] COLLATE "C" NOT NULL,
    length BIGINT NOT NULL,
    words TEXT COLLATE "C" NOT NULL,
    speaker TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_claims_words PRIMARY KEY (key)
);
CREATE INDEX ix_claims_words_tokens ON claims_words USING gin (tokens);
CREATE TABLE figures_words (
    key BIGINT NOT NULL,
    tokens TEXT[] COLLATE "C" NOT NULL,
    length BIGINT NOT NULL,
    words TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_figures_words PRIMARY KEY (key)
);
CREATE INDEX ix_figures_words_tokens ON figures_words USING gin (tokens);
CREATE TABLE entities_words (
    key BIGINT NOT NULL,
    tokens TEXT[] COLLATE "C" NOT NULL,
    length BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    aliases TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_entities_words PRIMARY KEY (key)
);
CREATE INDEX ix_entities_words_tokens ON entities_words USING gin (tokens);
-- The whole numbers in a list of `parts`, found by a path such as '$.actor', as SQLite finds them.
CREATE FUNCTION json_each(text, text) RETURNS TABLE (value BIGINT) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CAST(element AS BIGINT) FROM jsonb_array_elements_text(CAST($1 AS JSONB) -> substr($2, 3)) AS element
$$;
INSERT INTO commits VALUES (1, 0);
