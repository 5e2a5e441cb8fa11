// page.cpp - writes the page of one table.
#include "page.h"

#include <algorithm>
#include <array>

namespace idp::reference {
namespace {

// Those keywords of SQLite which only quotes turn into a name, as far as a
// parameter is likely to be called so.
constexpr std::array<std::string_view, 16> kKeywords = {
    "check", "default", "exists", "from",  "group", "in",    "index", "limit",
    "order", "select",  "set",    "table", "to",    "union", "where", "values"};

std::string sql_name(const std::string& name) {
  const bool keyword = std::ranges::find(kKeywords, name) != kKeywords.end();
  return code(keyword ? "\"" + name + "\"" : name);
}

std::string codes(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + sql_name(name);
  }
  return text;
}

std::string_view symbol(Operator op) {
  switch (op) {
    case Operator::eq:
      return "=";
    case Operator::gt:
      return ">";
    case Operator::ge:
      return ">=";
    case Operator::lt:
      return "<";
    case Operator::le:
      return "<=";
    case Operator::sw:
      return "LIKE";
  }
  return "";
}

std::string_view place(const Resource& resource, Parameter::Place place) {
  switch (place) {
    case Parameter::Place::server:
      return resource.provider.servers.empty() ? "host" : "header";
    case Parameter::Place::path:
      return "path";
    case Parameter::Place::query:
      return "query";
    case Parameter::Place::filter:
      return "filter";
  }
  return "";
}

std::string fields(const Resource& resource) {
  std::vector<Cells> rows;
  rows.reserve(resource.fields.size());
  for (const Field& field : resource.fields) {
    rows.push_back(
        {code(field.name),
         field.type_name + (field.hidden ? ", hidden" : "") +
             (field.collation == Collation::nocase ? ", any case" : ""),
         field.description});
  }
  rows.push_back({code(kRawColumn), "object, hidden",
                  "The whole object, as the provider sent it."});
  return table({"Name", "Type", "Description"}, rows);
}

std::string range(const Parameter& parameter) {
  const auto& [least, most] = std::pair(parameter.minimum, parameter.maximum);
  if (least && most)
    return std::to_string(*least) + " to " + std::to_string(*most);
  if (least) return "from " + std::to_string(*least);
  return most ? "up to " + std::to_string(*most) : "";
}

// "users.id" with a link to the page of that table.
std::string values_from(const Parameter& parameter) {
  if (parameter.from.empty()) return {};
  const std::string name = parameter.from.substr(0, parameter.from.find('.'));
  return "[" + code(parameter.from) + "](" + name + ".md)";
}

std::string about(const Parameter& parameter) {
  std::string text = parameter.description;
  for (const auto& [value, meaning] : parameter.reserved) {
    text += " Can't be " + code(value) + ": that " + meaning;
  }
  return text;
}

std::string parameters(const Resource& resource) {
  std::vector<Cells> rows;
  rows.reserve(resource.parameters.size());
  for (const Parameter& parameter : resource.parameters) {
    rows.push_back(
        {sql_name(parameter.name),
         std::string(place(resource, parameter.place)), about(parameter),
         range(parameter),
         parameter.fallback ? std::to_string(*parameter.fallback) : "",
         values_from(parameter)});
  }
  return table(
      {"Name", "Goes into", "Description", "Range", "Default", "Values from"},
      rows);
}

std::string filters(const Method& method) {
  std::string text;
  if (method.between) {
    for (const char* op : {" >", " >=", " <", " <=", " ="}) {
      text += (text.empty() ? "" : ", ") + code(method.between->field + op);
    }
  }
  if (!method.filter) return text;
  for (const FilterTerm& term : method.filter->terms) {
    std::string item = term.field;
    for (const Operator op : term.operators) {
      item += " " + std::string(symbol(op));
    }
    text += (text.empty() ? "" : ", ") + code(item);
  }
  return text;
}

std::string methods(const Resource& resource) {
  std::vector<Cells> rows;
  rows.reserve(resource.methods.size());
  for (const Method& method : resource.methods) {
    rows.push_back({std::string(name_of(method.action)), code(method.name),
                    code(std::string(name_of(method.verb)) + " " + method.path),
                    codes(method.path_parameters), codes(method.optional),
                    filters(method), code(method.scope)});
  }
  return table(
      {"SQL", "Method", "Call", "Required", "Optional", "Filters", "Scope"},
      rows);
}

// What an UPDATE sets, of which rows, and by which method; and of which rows
// alone a DELETE is.
std::string changes(const Resource& resource) {
  std::vector<Cells> rows;
  for (const Method& method : resource.methods) {
    if (!method.sets && !method.when) continue;
    std::string from;
    for (const std::string& one :
         method.when ? method.when->is : std::vector<std::string>()) {
      from += (from.empty() ? "" : ", ") + code(one);
    }
    rows.push_back(
        {std::string(name_of(method.action)), code(method.name),
         method.when ? code(method.when->field) + " is " + from : "",
         method.sets ? code(method.sets->field + " = '" + method.sets->to + "'")
                     : ""});
  }
  return table({"SQL", "Method", "Of rows whose", "Sets"}, rows);
}

bool word_at(std::string_view text, std::size_t at, std::string_view word) {
  return text.substr(at).starts_with(word);
}

// One clause a line, as people write it. Text in quotes stays as it is.
std::string lines(std::string_view sql) {
  std::string text;
  bool quoted = false;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] == '\'') quoted = !quoted;
    if (!quoted && sql[i] == ' ' && i > 0) {
      const bool deletes = text == "DELETE";
      if ((word_at(sql, i, " FROM ") && !deletes) ||
          word_at(sql, i, " WHERE ")) {
        text += '\n';
        continue;
      }
      if (word_at(sql, i, " AND ")) {
        text += "\n  ";
        continue;
      }
    }
    text += sql[i];
  }
  return text + ";";
}

std::string examples(const Resource& resource) {
  std::string text;
  for (const Method& method : resource.methods) {
    if (method.example.empty()) continue;
    text += code(method.name) + ":\n\n```sql\n" + lines(method.example) +
            "\n```\n\n";
  }
  return text;
}

std::string notes(const Resource& resource) {
  std::string text;
  for (const std::string& note : resource.notes) text += "- " + note + "\n";
  for (const Method& method : resource.methods) {
    if (method.listed_by.empty()) continue;
    text += "- Many calls of " + code(method.name) + " in one query end in " +
            code(method.listed_by) + ", once they have cost as much.\n";
  }
  for (const Method& method : resource.methods) {
    if (method.unseen.empty()) continue;
    const std::string& route = resource.method(method.instead)->route;
    text +=
        "- " + code(method.name) + " can't see " + method.unseen +
        ", unless such a one is named and visible: a SELECT is told so, " +
        "and no DELETE is decided by it. The setting `route` = " + code(route) +
        " has all rows read.\n";
  }
  return text;
}

std::string section(const std::string& title, std::string body) {
  if (body.empty()) return {};
  while (body.ends_with("\n\n")) body.pop_back();
  return "\n## " + title + "\n\n" + body;
}

}  // namespace

std::string code(std::string_view text) {
  return text.empty() ? std::string() : "`" + std::string(text) + "`";
}

std::string table(const Cells& head, const std::vector<Cells>& rows) {
  if (rows.empty()) return {};
  const auto line = [](const Cells& cells) {
    std::string text = "|";
    for (const std::string& cell : cells) {
      text += ' ';
      for (const char c : cell) text += c == '|' ? "\\|" : std::string(1, c);
      text += cell.empty() ? "|" : " |";
    }
    return text + "\n";
  };
  std::string text = line(head) + line(Cells(head.size(), "---"));
  for (const Cells& row : rows) text += line(row);
  return text;
}

std::string table_page(const Resource& resource, const std::string& questions) {
  const Provider& provider = resource.provider;
  return std::string(kMark) + "\n\n# " + resource.name + "\n\n" +
         resource.description + "\n\nMirrors: " + resource.mirrors +
         ". Described by " + provider.title + " at <" + resource.documentation +
         ">. How to read this page: [README.md](README.md).\n" +
         section("Questions", questions) + section("Fields", fields(resource)) +
         section("Parameters", parameters(resource)) +
         section("Methods", methods(resource)) +
         section("Changes", changes(resource)) +
         section("Examples", examples(resource)) +
         section("Notes", notes(resource));
}

}  // namespace idp::reference
