#include "schema/validate.h"

#include <libxml/parser.h>
#include <libxml/relaxng.h>

struct faults {
	struct tm_diagnostics *diagnostics;
};

static void on_fault(void *context, xmlErrorPtr error)
{
	struct faults *f = context;
	struct tm_slice message = tm_slice_trim(tm_slice_str(error->message));
	struct tm_slice args[] = { TM_SLICE("schema"), message };
	struct tm_diagnostic *d = tm_diagnose(f->diagnostics, TM_D_CATALOGUE_INVALID, (struct tm_span){ 0, 0 }, 2,
					      args);

	d->line = error->line > 0 ? (uint32_t)error->line : 1;
	d->column = 1;
}

static xmlRelaxNGPtr load_schema(struct faults *f)
{
	const struct tm_resource *r = tm_schema_resources;
	xmlRelaxNGParserCtxtPtr parser;
	xmlRelaxNGPtr schema;

	while (!tm_slice_is(r->name, "schema/catalogue.rng"))
		r++;
	parser = xmlRelaxNGNewMemParserCtxt(r->text.ptr, (int)r->text.len);
	if (!parser)
		tm_out_of_memory();
	xmlRelaxNGSetParserStructuredErrors(parser, on_fault, f);
	schema = xmlRelaxNGParse(parser);
	xmlRelaxNGFreeParserCtxt(parser);
	return schema;
}

bool tm_validate(struct tm_slice xml, struct tm_diagnostics *diagnostics)
{
	struct faults f = { diagnostics };
	size_t before = diagnostics->count;
	xmlRelaxNGPtr schema = load_schema(&f);
	xmlRelaxNGValidCtxtPtr valid = schema ? xmlRelaxNGNewValidCtxt(schema) : NULL;
	xmlParserCtxtPtr parser = xmlNewParserCtxt();
	xmlDocPtr doc;
	int rc = -1;

	if (!parser)
		tm_out_of_memory();
	doc = xmlCtxtReadMemory(parser, xml.ptr, (int)xml.len, NULL, "UTF-8",
				XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (!doc) {
		tm_diagnose1(diagnostics, TM_D_INPUT_XML, (struct tm_span){ 0, 0 },
			     TM_SLICE("it cannot be parsed"));
	} else if (valid) {
		xmlRelaxNGSetValidStructuredErrors(valid, on_fault, &f);
		rc = xmlRelaxNGValidateDoc(valid, doc);
	}
	xmlFreeDoc(doc);
	xmlFreeParserCtxt(parser);
	xmlRelaxNGFreeValidCtxt(valid);
	xmlRelaxNGFree(schema);
	return rc == 0 && diagnostics->count == before;
}
