-- The tables and indexes of revision 0002.
CREATE TABLE publishers (
    number INTEGER NOT NULL,
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_publishers PRIMARY KEY (number),
    CONSTRAINT uq_publishers_folded UNIQUE (folded)
);
CREATE TABLE articles (
    position INTEGER NOT NULL,
    id BIGINT NOT NULL,
    text_sha256 VARCHAR(64) NOT NULL,
    publisher BIGINT NOT NULL,
    published BIGINT NOT NULL,
    stored BIGINT NOT NULL,
    record BLOB NOT NULL,
    problems BLOB NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_articles PRIMARY KEY (position),
    CONSTRAINT uq_articles_id UNIQUE (id)
);
CREATE INDEX ix_articles_publisher ON articles (publisher);
CREATE INDEX ix_articles_stored ON articles (stored);
CREATE TABLE entities (
    number INTEGER NOT NULL,
    id BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    is_actor BOOLEAN NOT NULL,
    is_place BOOLEAN NOT NULL,
    role VARCHAR(8),
    iso3 VARCHAR(3),
    wikidata VARCHAR(16),
    geonames VARCHAR(16),
    lat FLOAT,
    lon FLOAT,
    within BIGINT,
    aliases BLOB NOT NULL,
    stored BIGINT NOT NULL,
    articles BIGINT NOT NULL,
    claims BIGINT NOT NULL,
    figures BIGINT NOT NULL,
    record BLOB NOT NULL,
    CONSTRAINT pk_entities PRIMARY KEY (number),
    CONSTRAINT ck_entities_kinds CHECK (is_actor OR is_place),
    CONSTRAINT ck_entities_coordinates CHECK ((lat IS NULL) = (lon IS NULL)),
    CONSTRAINT uq_entities_id UNIQUE (id),
    CONSTRAINT fk_entities_within FOREIGN KEY(within) REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_entities_articles_id ON entities (articles, id);
CREATE INDEX ix_entities_claims_id ON entities (claims, id);
CREATE INDEX ix_entities_figures_id ON entities (figures, id);
CREATE INDEX ix_entities_lat_lon ON entities (lat, lon) WHERE lat IS NOT NULL;
CREATE INDEX ix_entities_name_folded_id ON entities (name_folded, id);
CREATE INDEX ix_entities_stored_id ON entities (stored, id);
CREATE INDEX ix_entities_within ON entities (within);
CREATE TABLE names (
    folded TEXT NOT NULL,
    entity BIGINT NOT NULL,
    CONSTRAINT pk_names PRIMARY KEY (folded, entity),
    CONSTRAINT fk_names_entity FOREIGN KEY(entity) REFERENCES entities (number) ON DELETE CASCADE
)
 WITHOUT ROWID;
CREATE INDEX ix_names_entity ON names (entity);
CREATE TABLE mentions (
    article BIGINT NOT NULL,
    entity BIGINT NOT NULL,
    start BIGINT NOT NULL,
    record BLOB NOT NULL,
    CONSTRAINT pk_mentions PRIMARY KEY (article, entity),
    CONSTRAINT fk_mentions_article FOREIGN KEY(article) REFERENCES articles (position) ON DELETE CASCADE,
    CONSTRAINT fk_mentions_entity FOREIGN KEY(entity) REFERENCES entities (number)
)
 WITHOUT ROWID;
CREATE INDEX ix_mentions_entity_article ON mentions (entity, article);
CREATE TABLE claims (
    position INTEGER NOT NULL,
    id BIGINT NOT NULL,
    article BIGINT NOT NULL,
    start BIGINT NOT NULL,
    "end" BIGINT NOT NULL,
    claim_type VARCHAR(32) NOT NULL,
    voice VARCHAR(16) NOT NULL,
    negated BOOLEAN NOT NULL,
    quoted BOOLEAN NOT NULL,
    event_from VARCHAR(10),
    event_until VARCHAR(10),
    publisher BIGINT NOT NULL,
    published BIGINT NOT NULL,
    stored BIGINT NOT NULL,
    parts TEXT NOT NULL,
    record BLOB NOT NULL,
    CONSTRAINT pk_claims PRIMARY KEY (position),
    CONSTRAINT ck_claims_span CHECK (start >= 0 AND "end" > start),
    CONSTRAINT uq_claims_id UNIQUE (id),
    CONSTRAINT fk_claims_article FOREIGN KEY(article) REFERENCES articles (position) ON DELETE CASCADE
);
CREATE INDEX ix_claims_article ON claims (article);
CREATE INDEX ix_claims_claim_type ON claims (claim_type);
CREATE INDEX ix_claims_publisher ON claims (publisher);
CREATE INDEX ix_claims_stored ON claims (stored);
CREATE TABLE figures (
    position INTEGER NOT NULL,
    id BIGINT NOT NULL,
    article BIGINT NOT NULL,
    claim BIGINT,
    start BIGINT NOT NULL,
    "end" BIGINT NOT NULL,
    measure VARCHAR(32) NOT NULL,
    qualifier VARCHAR(16) NOT NULL,
    unit VARCHAR(16) NOT NULL,
    "group" VARCHAR(16),
    value FLOAT,
    low FLOAT,
    high FLOAT,
    event_from VARCHAR(10),
    event_until VARCHAR(10),
    publisher BIGINT NOT NULL,
    published BIGINT NOT NULL,
    stored BIGINT NOT NULL,
    parts TEXT NOT NULL,
    record BLOB NOT NULL,
    CONSTRAINT pk_figures PRIMARY KEY (position),
    CONSTRAINT ck_figures_span CHECK (start >= 0 AND "end" > start),
    CONSTRAINT uq_figures_id UNIQUE (id),
    CONSTRAINT fk_figures_article FOREIGN KEY(article) REFERENCES articles (position) ON DELETE CASCADE,
    CONSTRAINT fk_figures_claim FOREIGN KEY(claim) REFERENCES claims (position) ON DELETE CASCADE
);
CREATE INDEX ix_figures_article ON figures (article);
CREATE INDEX ix_figures_claim ON figures (claim);
CREATE INDEX ix_figures_measure ON figures (measure);
CREATE INDEX ix_figures_publisher ON figures (publisher);
CREATE INDEX ix_figures_stored ON figures (stored);
CREATE TABLE claim_keys (
    part BIGINT NOT NULL,
    entity BIGINT NOT NULL,
    place BIGINT NOT NULL,
    code BIGINT NOT NULL,
    position BIGINT NOT NULL,
    CONSTRAINT pk_claim_keys PRIMARY KEY (part, entity, place, code, position)
)
 WITHOUT ROWID;
CREATE TABLE claim_counts (
    part BIGINT NOT NULL,
    entity BIGINT NOT NULL,
    place BIGINT NOT NULL,
    code BIGINT NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_claim_counts PRIMARY KEY (part, entity, place, code)
)
 WITHOUT ROWID;
CREATE INDEX ix_claim_counts_part_entity_code_number_place ON claim_counts (part, entity, code, number, place);
CREATE INDEX ix_claim_counts_part_place_code_number_entity ON claim_counts (part, place, code, number, entity);
CREATE TABLE claim_tallies (
    owner BIGINT NOT NULL,
    whose BIGINT NOT NULL,
    facet BIGINT NOT NULL,
    value BIGINT NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_claim_tallies PRIMARY KEY (owner, whose, facet, value)
)
 WITHOUT ROWID;
CREATE TABLE figure_keys (
    part BIGINT NOT NULL,
    entity BIGINT NOT NULL,
    place BIGINT NOT NULL,
    code BIGINT NOT NULL,
    position BIGINT NOT NULL,
    CONSTRAINT pk_figure_keys PRIMARY KEY (part, entity, place, code, position)
)
 WITHOUT ROWID;
CREATE TABLE figure_counts (
    part BIGINT NOT NULL,
    entity BIGINT NOT NULL,
    place BIGINT NOT NULL,
    code BIGINT NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_figure_counts PRIMARY KEY (part, entity, place, code)
)
 WITHOUT ROWID;
CREATE INDEX ix_figure_counts_part_entity_code_number_place ON figure_counts (part, entity, code, number, place);
CREATE INDEX ix_figure_counts_part_place_code_number_entity ON figure_counts (part, place, code, number, entity);
CREATE TABLE figure_tallies (
    owner BIGINT NOT NULL,
    whose BIGINT NOT NULL,
    facet BIGINT NOT NULL,
    value BIGINT NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_figure_tallies PRIMARY KEY (owner, whose, facet, value)
)
 WITHOUT ROWID;
CREATE TABLE commits (
    one INTEGER NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_commits PRIMARY KEY (one)
);
