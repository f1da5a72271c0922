-- Views that --format sqlite puts beside the tables: what researchers ask first, one row a
-- measure or target, in English and in Chinese.  Beside these every table has a view with
-- Chinese names, made from schema/columns.yaml.

-- Measures that repeat no other one: who gets how much for what, from which office.
CREATE VIEW measure_list AS
SELECT m.document, d.number, m.document_title AS title, d.region, d.issued, m.clause, m.id AS measure, m.clause_heading AS heading,
       m.beneficiary, m.instrument, m.largest_sum, m.largest_sum_unit AS unit, m.amount_value AS amount, m.floor_value AS floor,
       m.rate_value AS rate, m.rate_basis AS basis,
       (SELECT group_concat(value, '、') FROM json_each(m.offices)) AS offices, m.text, d.source_name AS source, m.line
FROM measures AS m JOIN documents AS d ON d.id = m.document
WHERE m.restates IS NULL;

CREATE VIEW 措施一览 AS
SELECT document AS 文件编号, number AS 发文字号, title AS 文件标题, region AS 地区, issued AS 成文日期, clause AS 条目编号,
       measure AS 措施编号, heading AS 条目标题, beneficiary AS 扶持对象, instrument AS 扶持方式, largest_sum AS 最大金额, unit AS 单位,
       amount AS 定额, floor AS 最低金额, rate AS 比例, basis AS 比例基数, offices AS 负责部门, text AS 原文, source AS 来源文件, line AS 行号
FROM measure_list;

-- Targets with their documents.
CREATE VIEW target_list AS
SELECT t.document, d.number, t.document_title AS title, d.region, d.issued, t.clause, t.id AS target, t.clause_heading AS heading,
       t.scope, t.indicator, t.op, t.value, t."min", t."max", t.unit, t."by",
       (SELECT group_concat(value, '、') FROM json_each(t.offices)) AS offices, t.text, d.source_name AS source, t.line
FROM targets AS t JOIN documents AS d ON d.id = t.document;

CREATE VIEW 目标一览 AS
SELECT document AS 文件编号, number AS 发文字号, title AS 文件标题, region AS 地区, issued AS 成文日期, clause AS 条目编号,
       target AS 目标编号, heading AS 条目标题, scope AS 口径, indicator AS 指标, op AS 比较, value AS 数值, "min" AS 下限, "max" AS 上限,
       unit AS 单位, "by" AS 时限, offices AS 负责部门, text AS 原文, source AS 来源文件, line AS 行号
FROM target_list;

-- Each office with the measures it is in charge of: one row for each pair.
CREATE VIEW office_list AS
SELECT o.value AS office, m.document, m.clause, m.id AS measure, m.clause_heading AS heading, m.beneficiary, m.instrument,
       m.largest_sum, m.largest_sum_unit AS unit
FROM measures AS m, json_each(m.offices) AS o
WHERE m.restates IS NULL;

CREATE VIEW 单位一览 AS
SELECT office AS 负责部门, document AS 文件编号, clause AS 条目编号, measure AS 措施编号, heading AS 条目标题, beneficiary AS 扶持对象,
       instrument AS 扶持方式, largest_sum AS 最大金额, unit AS 单位
FROM office_list;
