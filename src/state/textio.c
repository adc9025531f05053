/*
 * textio.c - write and read the text form of states, and the frame of the binary form
 */
#include "state/textio.h"

#include <math.h>

#include "common/shortest_dec.h"
#include "mb/pg_wchar.h"

/* Write the frame's opening: type, format version, kind. */
void
text_begin(StringInfo out, const StateHeader *state)
{
	appendStringInfo(out, "%s %d %s {", state_type_name(state->type), state->version,
					 state_kind_name(state->kind));
}

/* Write a field's name, parted from the field before it. */
void
text_field(StringInfo out, const char *name)
{
	if (out->len > 0 && out->data[out->len - 1] != '{')
		appendStringInfoChar(out, ' ');
	appendStringInfoString(out, name);
	appendStringInfoChar(out, ':');
}

/* Part an item from the one before it. */
static void
text_separate(StringInfo out)
{
	char		last = out->len > 0 ? out->data[out->len - 1] : ' ';

	if (last != '[' && last != ':')
		appendStringInfoChar(out, ' ');
}

/* Write an integer item. */
void
text_item_int64(StringInfo out, int64 value)
{
	text_separate(out);
	appendStringInfo(out, INT64_FORMAT, value);
}

/* Write a double in its shortest exact form; never float8out, which obeys extra_float_digits. */
void
text_item_double(StringInfo out, double value)
{
	char		buffer[DOUBLE_SHORTEST_DECIMAL_LEN];

	text_separate(out);
	if (isnan(value))
		appendStringInfoString(out, "NaN");
	else if (isinf(value))
		appendStringInfoString(out, value > 0 ? "Infinity" : "-Infinity");
	else
	{
		double_to_shortest_decimal_buf(value, buffer);
		appendStringInfoString(out, buffer);
	}
}

/* Write a string in double quotes; only the quote and the backslash need an escape. */
void
text_item_string(StringInfo out, const char *value, Size length)
{
	text_separate(out);
	appendStringInfoChar(out, '"');
	for (Size i = 0; i < length; i++)
	{
		if (value[i] == '"' || value[i] == '\\')
			appendStringInfoChar(out, '\\');
		appendStringInfoChar(out, value[i]);
	}
	appendStringInfoChar(out, '"');
}

/* Write a named integer. */
void
text_int64(StringInfo out, const char *name, int64 value)
{
	text_field(out, name);
	text_item_int64(out, value);
}

/* Write a named double. */
void
text_double(StringInfo out, const char *name, double value)
{
	text_field(out, name);
	text_item_double(out, value);
}

/* Write a named string. */
void
text_string(StringInfo out, const char *name, const char *value, Size length)
{
	text_field(out, name);
	text_item_string(out, value, length);
}

/* Open a list. */
void
text_list_begin(StringInfo out, const char *name)
{
	text_field(out, name);
	appendStringInfoChar(out, '[');
}

/* Close a list. */
void
text_list_end(StringInfo out)
{
	appendStringInfoChar(out, ']');
}

/* Close the frame. */
void
text_end(StringInfo out)
{
	appendStringInfoChar(out, '}');
}

/* Raise 22P02, saying what was expected and at which byte. */
void
read_fail(TextReader *reader, const char *detail,...)
{
	StringInfoData message;
	int			needed;

	initStringInfo(&message);
	for (;;)
	{
		va_list		args;

		va_start(args, detail);
		needed = appendStringInfoVA(&message, detail, args);
		va_end(args);
		if (needed == 0)
			break;
		enlargeStringInfo(&message, needed);
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s", state_type_name(reader->type)),
			 errdetail("At byte %d: %s.", (int) (reader->next - reader->start) + 1, message.data),
			 errhint("A state's text form is what the server printed for it; it is not meant to be "
					 "written by hand.")));
}

/* Skip white space. */
static void
read_space(TextReader *reader)
{
	while (*reader->next == ' ' || *reader->next == '\n' || *reader->next == '\t' ||
		   *reader->next == '\r')
		reader->next++;
}

/* Take a literal character. */
static void
read_char(TextReader *reader, char expected)
{
	read_space(reader);
	if (*reader->next != expected)
		read_fail(reader, "\"%c\" expected", expected);
	reader->next++;
}

/* Take a word; it ends at white space or punctuation. */
static bool
read_word(TextReader *reader, const char *word)
{
	Size		length = strlen(word);

	read_space(reader);
	if (strncmp(reader->next, word, length) != 0)
		return false;
	if (reader->next[length] != '\0' && strchr(" \n\t\r:{", reader->next[length]) == NULL)
		return false;
	reader->next += length;
	return true;
}

/* Take a field's name and its colon. */
static void
read_field(TextReader *reader, const char *name)
{
	if (!read_word(reader, name))
		read_fail(reader, "field \"%s\" expected", name);
	read_char(reader, ':');
}

/* Does the field of that name come next? */
bool
read_peek_field(TextReader *reader, const char *name)
{
	const char *before = reader->next;
	bool		found = read_word(reader, name) && *reader->next == ':';

	reader->next = before;
	return found;
}

/* Take the frame's opening and learn the kind. */
void
read_begin(TextReader *reader, const char *input, StateType type, StateKind *kind)
{
	int64		version;

	reader->start = reader->next = input;
	reader->type = type;
	if (!read_word(reader, state_type_name(type)))
		read_fail(reader, "\"%s\" expected", state_type_name(type));
	version = read_item_int64(reader, 1, PG_INT32_MAX);
	if (version != DRIFT_STATE_VERSION)
		read_fail(reader, "format version " INT64_FORMAT ", this library reads version %d", version,
				  DRIFT_STATE_VERSION);
	for (*kind = KIND_NUMERIC; *kind <= KIND_LAST; (*kind)++)
		if (read_word(reader, state_kind_name(*kind)))
			break;
	if (*kind > KIND_LAST)
		read_fail(reader, "kind of state expected");
	read_char(reader, '{');
}

/* Take an integer between low and high. */
int64
read_item_int64(TextReader *reader, int64 low, int64 high)
{
	char	   *end;
	int64		value;

	read_space(reader);
	if (*reader->next != '-' && (*reader->next < '0' || *reader->next > '9'))
		read_fail(reader, "integer expected");
	errno = 0;
	value = strtoll(reader->next, &end, 10);
	if (end == reader->next || errno != 0)
		read_fail(reader, "integer expected");
	if (value < low || value > high)
		read_fail(reader, "integer between " INT64_FORMAT " and " INT64_FORMAT " expected", low, high);
	reader->next = end;
	return value;
}

/* Take a double: decimal digits, or NaN, Infinity, -Infinity. */
double
read_item_double(TextReader *reader)
{
	static const char *const names[] = {"NaN", "Infinity", "-Infinity"};
	const double values[] = {NAN, INFINITY, -INFINITY};
	char	   *end;
	double		value;

	read_space(reader);
	for (int i = 0; i < 3; i++)
		if (strncmp(reader->next, names[i], strlen(names[i])) == 0)
		{
			reader->next += strlen(names[i]);
			return values[i];
		}
	/* strtod would also take hexadecimal, "inf" and "nan(...)" */
	for (end = unconstify(char *, reader->next); *end && strchr("+-.eE0123456789", *end); end++)
		;
	if (end == reader->next || *end == 'x' || *end == 'X')
		read_fail(reader, "number expected");
	value = strtod(reader->next, &end);
	if (end == reader->next || isinf(value))
		read_fail(reader, "number expected");
	reader->next = end;
	return value;
}

/* Take a quoted string; the result is NUL-terminated, valid in the server's encoding. */
char *
read_item_string(TextReader *reader, Size *length)
{
	const char *p;
	char	   *result;
	char	   *q;

	read_char(reader, '"');
	for (p = reader->next; *p != '"'; p++)
	{
		if (*p == '\\')
			p++;
		if (*p == '\0')
			read_fail(reader, "string without closing quote");
	}
	result = q = palloc(p - reader->next + 1);
	for (; *reader->next != '"'; reader->next++)
	{
		if (*reader->next == '\\')
			reader->next++;
		*q++ = *reader->next;
	}
	*q = '\0';
	reader->next++;
	*length = q - result;
	if (!pg_verifymbstr(result, *length, true))
		read_fail(reader, "string not valid in the server's encoding");
	return result;
}

/* Take a named integer. */
int64
read_int64(TextReader *reader, const char *name, int64 low, int64 high)
{
	read_field(reader, name);
	return read_item_int64(reader, low, high);
}

/* Take a named double. */
double
read_double(TextReader *reader, const char *name)
{
	read_field(reader, name);
	return read_item_double(reader);
}

/* Take a named string. */
char *
read_string(TextReader *reader, const char *name, Size *length)
{
	read_field(reader, name);
	return read_item_string(reader, length);
}

/* Open a list. */
void
read_list_begin(TextReader *reader, const char *name)
{
	read_field(reader, name);
	read_char(reader, '[');
}

/* Is there another item? Takes the closing bracket when there is none. */
bool
read_list_more(TextReader *reader)
{
	read_space(reader);
	if (*reader->next == '\0')
		read_fail(reader, "list without closing bracket");
	if (*reader->next != ']')
		return true;
	reader->next++;
	return false;
}

/* Close the frame; nothing may follow. */
void
read_end(TextReader *reader)
{
	read_char(reader, '}');
	read_space(reader);
	if (*reader->next != '\0')
		read_fail(reader, "nothing expected after the closing brace");
}

/* Write the frame of the binary form. */
void
binary_begin(StringInfo out, const StateHeader *state)
{
	pq_sendbyte(out, state->version);
	pq_sendbyte(out, state->kind);
}

/* Raise 22P03. */
void
binary_fail(StateType type, const char *detail,...)
{
	char		message[256];
	va_list		args;

	va_start(args, detail);
	vsnprintf(message, sizeof(message), detail, args);
	va_end(args);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid binary form of type %s", state_type_name(type)),
			 errdetail_internal("%s.", message)));
}

/* Read the frame of the binary form. */
StateKind
binary_read_begin(StringInfo in, StateType type)
{
	int			version = pq_getmsgbyte(in);
	int			kind = pq_getmsgbyte(in);

	if (version != DRIFT_STATE_VERSION)
		binary_fail(type, "format version %d, this library reads version %d", version,
					DRIFT_STATE_VERSION);
	if (kind < KIND_NUMERIC || kind > KIND_LAST)
		binary_fail(type, "unknown kind %d", kind);
	return (StateKind) kind;
}

/* Read an integer between low and high. */
int64
binary_read_int64(StringInfo in, StateType type, int64 low, int64 high)
{
	int64		value = pq_getmsgint64(in);

	if (value < low || value > high)
		binary_fail(type, "integer " INT64_FORMAT " is not between " INT64_FORMAT " and " INT64_FORMAT,
					value, low, high);
	return value;
}

/* Read a count of items that follow; refuses one that the message has no bytes for. */
int64
binary_read_count(StringInfo in, StateType type, Size item_size, int64 high)
{
	int64		count = binary_read_int64(in, type, 0, high);

	if (item_size > 0 && (Size) count > (Size) (in->len - in->cursor) / item_size)
		binary_fail(type, INT64_FORMAT " items announced, but the message ends before", count);
	return count;
}

/* Nothing may follow. */
void
binary_read_end(StringInfo in, StateType type)
{
	if (in->cursor < in->len)
		binary_fail(type, "%d bytes too many", in->len - in->cursor);
}
