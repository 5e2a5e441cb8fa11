// serve_logs.cpp - the System Log, bounded and polled (facts on jobs, 1).
#include <algorithm>
#include <array>
#include <charconv>

#include "errors.h"
#include "okta/log_filter.h"
#include "okta/routes.h"
#include "okta/system_log.h"
#include "wire/json.h"

namespace sim {
namespace serve_logs {
namespace {

constexpr std::int64_t kDayMs = kDay * 1000;

// Without `until`, and ascending, the log is polled: events as they came.
struct Question {
  bool polls = false, descending = false;
  // since: of `published`, or of the coming where it polls. until: the first
  // time that is out of it. kept: what is older is gone.
  std::int64_t since = 0, until = 0, kept = 0;
  std::uint64_t limit = 100;
  std::optional<LogFilter> filter;
  std::optional<LogWords> words;
  std::optional<LogKey> after;
};

Answer bad_date(const std::string& name) {
  const std::string format =
      "The date format in your query is not recognized. Please enter dates "
      "using ISO8601 string format.";
  const std::string kind = "must be a valid date-time or empty.";
  return error(400, "E0000001",
               "Api validation failed: '" + name + "': " + format + " '" +
                   name + "': " + kind,
               {name + ": " + format, name + ": " + kind});
}

Answer bad_parameter(const std::string& what) {
  return error(400, "E0000053", "Invalid parameter: " + what);
}

// Empty is the same as none. False: it is no date.
bool date_of(const Call& call, const std::string& name,
             std::optional<std::int64_t>& date) {
  const std::string text = call.param(name).value_or("");
  if (!text.empty()) date = parse_date_time(text);
  return text.empty() || date;
}

// "1627500044869_1".
std::optional<LogKey> cursor_of(const std::string& text) {
  LogKey key;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, key.published);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '_') {
    return std::nullopt;
  }
  const auto second = std::from_chars(first.ptr + 1, end, key.number);
  if (second.ec != std::errc{} || second.ptr != end) return std::nullopt;
  return key;
}

std::string cursor_text(const LogKey& key) {
  return std::to_string(key.published) + "_" + std::to_string(key.number);
}

// Undocumented out of range, or for no number: clamped, and the default.
std::uint64_t limit_of(const Call& call) {
  constexpr std::int64_t usual = 100, most = 1000;
  const std::string text = call.param("limit").value_or("");
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc{} || stop != end) value = usual;
  return static_cast<std::uint64_t>(std::clamp<std::int64_t>(value, 0, most));
}

// What is wrong with the words that choose, if anything.
std::optional<Answer> choose(const Call& call, Question& question) {
  if (const auto text = call.param("filter"); text && !text->empty()) {
    auto filter = LogFilter::parse(*text);
    if (const auto* wrong = std::get_if<Answer>(&filter)) return *wrong;
    question.filter = std::get<LogFilter>(filter);
  }
  if (const auto text = call.param("q"); text && !text->empty()) {
    auto words = LogWords::parse(*text);
    if (const auto* wrong = std::get_if<Answer>(&words)) return *wrong;
    question.words = std::get<LogWords>(words);
  }
  if (const auto text = call.param("after"); text && !text->empty()) {
    question.after = cursor_of(*text);
    if (!question.after) return bad_parameter("after");
  }
  return std::nullopt;
}

std::variant<Question, Answer> read(const Call& call, const SystemLog& log) {
  Question question;
  const std::string order = call.param("sortOrder").value_or("ASCENDING");
  question.descending = order == "DESCENDING";
  if (!question.descending && order != "ASCENDING") {
    return bad_parameter("sortOrder");
  }
  std::optional<std::int64_t> since, until;
  if (!date_of(call, "since", since)) return bad_date("since");
  if (!date_of(call, "until", until)) return bad_date("until");
  if (since && *since < call.now_ms - 180 * kDayMs) {
    return bad_parameter(
        "The since parameter is over 180 days prior to the current day.");
  }
  question.polls = !until && !question.descending;
  const std::int64_t end = until.value_or(call.now_ms);
  question.until = end + (log.until_inclusive() || !until ? 1 : 0);
  question.kept = call.now_ms - 90 * kDayMs;
  question.since = std::max(since.value_or(end - 7 * kDayMs), question.kept);
  question.limit = limit_of(call);
  if (const auto wrong = choose(call, question)) return *wrong;
  return question;
}

using Reader = SystemLog::Reader;

// Of an event its JSON is made only where a filter asks for more than is known
// without.
bool is_chosen(const Reader& log, const Question& question,
               std::uint64_t number) {
  if (question.filter) {
    LogValues all;
    const auto values = [&](std::string_view attribute) {
      if (const auto quick = log.quick(number, attribute)) {
        return std::vector<LogValue>(quick->begin(), quick->end());
      }
      if (!all) all = values_in(log.json(number));
      return all(attribute);
    };
    if (!question.filter->matches(values)) return false;
  }
  return !question.words || question.words->match(log.json(number));
}

struct Page {
  std::vector<std::uint64_t> numbers;
  std::optional<LogKey> next;  // the cursor of the next page
};

// The next one in the order of the question that it chooses.
std::optional<LogKey> following(const Reader& log, const Question& question,
                                std::optional<LogKey> last) {
  for (;;) {
    if (question.descending) {
      last = log.previous(last.value_or(LogKey{question.until, 0}));
    } else {
      const LogKey first{question.since, 0};
      last = log.next(last ? LogKey{last->published, last->number + 1} : first);
    }
    const bool in = last && last->published >= question.since &&
                    last->published < question.until;
    if (!in) return std::nullopt;
    if (is_chosen(log, question, last->number)) return last;
  }
}

Page bounded(const Reader& log, const Question& question, std::uint64_t limit) {
  Page page;
  std::optional<LogKey> last = question.after;
  while (page.numbers.size() < limit) {
    const auto found = following(log, question, last);
    if (!found) return page;
    page.numbers.push_back(found->number);
    last = found;
  }
  if (limit > 0 && following(log, question, last)) page.next = last;
  return page;
}

// A page without an end: its cursor is how many events came before the next.
Page polled(const Reader& log, const Question& question, std::uint64_t limit) {
  Page page;
  const std::uint64_t count = log.count();
  std::uint64_t number =
      question.after ? question.after->number : log.first_come(question.since);
  for (; number < count && page.numbers.size() < limit; ++number) {
    if (log.published(number) < question.kept) continue;
    if (is_chosen(log, question, number)) page.numbers.push_back(number);
  }
  number = std::min(number, count);
  page.next = {number == 0 ? 0 : log.came(number - 1), number};
  return page;
}

// In the documented order (facts on jobs, 1): parameters that were given, and
// the limit.
std::string link_of(const Call& call, const Question& question,
                    const std::optional<LogKey>& next) {
  std::string url = call.base + call.path;
  char separator = '?';
  const auto add = [&](const std::string& name, const std::string& value) {
    url += separator + name + "=" + form_encode(value);
    separator = '&';
  };
  const auto repeat = [&](const std::string& name) {
    if (const auto value = call.param(name)) add(name, *value);
  };
  for (const char* name : {"q", "filter", "sortOrder"}) repeat(name);
  add("limit", std::to_string(question.limit));
  repeat("until");
  if (next) {
    add("after", cursor_text(*next));
  } else {
    repeat("after");
  }
  repeat("since");
  return "<" + url + ">; rel=\"" + (next ? "next" : "self") + "\"";
}

Answer list_events(Org& org, const Call& call) {
  const auto asked = read(call, org.log());
  if (const auto* wrong = std::get_if<Answer>(&asked)) return *wrong;
  const auto& question = std::get<Question>(asked);
  const Reader log(org.log(), call.now_ms);
  const PageFaults& faults = call.page_faults;
  const std::uint64_t limit =
      faults.short_page ? question.limit / 2 : question.limit;
  Page page = question.polls ? polled(log, question, limit)
                             : bounded(log, question, limit);
  // Behind a spurious link there is nothing more.
  if (faults.spurious_next && !page.next && !page.numbers.empty()) {
    page.next = {log.published(page.numbers.back()), page.numbers.back()};
  }
  Answer answer = ok(json_text([&](Json& json) {
    array(json, [&] {
      for (const std::uint64_t number : page.numbers) {
        const std::string text = log.json(number);
        json.RawValue(text.data(), text.size(), rapidjson::kObjectType);
      }
    });
  }));
  answer.add("link", link_of(call, question, std::nullopt));
  if (page.next && !faults.missing_next) {
    answer.add("link", link_of(call, question, page.next));
  }
  return answer;
}

constexpr std::array<Route, 1> kRoutes = {{
    {"GET", "/api/v1/logs", "okta.logs.read", Bucket::logs, list_events},
}};

}  // namespace
}  // namespace serve_logs

std::span<const Route> log_routes() { return serve_logs::kRoutes; }

}  // namespace sim
