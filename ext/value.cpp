// value.cpp - converts values; SQLite copies what it is given.
#include "ext/value.h"

namespace idp {
namespace {

// What SQLite's JSON functions mark their results with.
constexpr unsigned kJsonSubtype = 'J';

void give_text(sqlite3_context* context, std::string_view text) {
  sqlite3_result_text64(context, text.data() ? text.data() : "", text.size(),
                        SQLITE_TRANSIENT, SQLITE_UTF8);
}

struct Giver {
  sqlite3_context* context;

  void operator()(std::monostate) const { sqlite3_result_null(context); }
  void operator()(bool value) const { sqlite3_result_int(context, value); }
  void operator()(std::int64_t value) const {
    sqlite3_result_int64(context, value);
  }
  void operator()(double value) const { sqlite3_result_double(context, value); }
  void operator()(std::string_view text) const { give_text(context, text); }
  void operator()(const Json& json) const {
    give_text(context, json.text);
    sqlite3_result_subtype(context, kJsonSubtype);
  }
};

}  // namespace

std::optional<std::string> text_of(sqlite3_value* value) {
  const int type = sqlite3_value_type(value);
  if (type == SQLITE_NULL || type == SQLITE_BLOB) return std::nullopt;
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  if (text == nullptr) throw std::bad_alloc();
  return std::string(text,
                     static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

void give_result(sqlite3_context* context, const Cell& cell) {
  std::visit(Giver{context}, cell);
}

}  // namespace idp
