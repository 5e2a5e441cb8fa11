// faults.cpp - reads faults and finds the one that a call meets.
#include "wire/faults.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <functional>
#include <map>

#include "wire/text.h"

namespace sim {
namespace {

using Value = rapidjson::Value;
// Takes the value; false if it is of another type than that.
using FieldSetter = std::function<bool(const Value&)>;
using FieldSetters = std::map<std::string, FieldSetter>;

FieldSetter text(std::string& target) {
  return [&target](const Value& v) {
    if (v.IsString()) target.assign(v.GetString(), v.GetStringLength());
    return v.IsString();
  };
}

FieldSetter optional_text(std::optional<std::string>& target) {
  return [&target](const Value& v) {
    if (v.IsString()) target.emplace(v.GetString(), v.GetStringLength());
    return v.IsString();
  };
}

FieldSetter flag(bool& target) {
  return [&target](const Value& v) {
    if (v.IsBool()) target = v.GetBool();
    return v.IsBool();
  };
}

template <class Target>
FieldSetter number(Target& target) {
  return [&target](const Value& v) {
    if (v.IsInt()) target = static_cast<Target>(v.GetInt());
    return v.IsInt();
  };
}

FieldSetter status(std::optional<int>& target) {
  return [&target](const Value& v) {
    if (!v.IsInt() || v.GetInt() < 200 || v.GetInt() > 599) return false;
    target = v.GetInt();
    return true;
  };
}

FieldSetter length(std::optional<std::size_t>& target) {
  return [&target](const Value& v) {
    if (v.IsUint()) target = v.GetUint();
    return v.IsUint();
  };
}

// "5b7b": bytes that a JSON string can't hold.
FieldSetter hex(std::optional<std::string>& target) {
  return [&target](const Value& v) {
    if (!v.IsString() || v.GetStringLength() % 2 != 0) return false;
    std::string coded;
    for (std::size_t i = 0; i < v.GetStringLength(); i += 2)
      coded += "%" + std::string(v.GetString() + i, 2);
    target = percent_decode(coded, false);
    return target->size() * 2 == v.GetStringLength();
  };
}

FieldSetter headers(std::vector<Answer::Header>& target) {
  return [&target](const Value& v) {
    if (!v.IsObject()) return false;
    for (const auto& member : v.GetObject()) {
      if (!member.value.IsString()) return false;
      target.emplace_back(member.name.GetString(), member.value.GetString());
    }
    return true;
  };
}

FieldSetter lines(std::optional<std::vector<std::string>>& target) {
  return [&target](const Value& v) {
    if (!v.IsArray()) return false;
    target.emplace();
    for (const Value& line : v.GetArray()) {
      if (!line.IsString()) return false;
      target->emplace_back(line.GetString());
    }
    return true;
  };
}

// A word that isn't known is an error: a fault that silently doesn't happen
// makes a test that can't fail.
std::optional<std::string> read(const Value& object,
                                const FieldSetters& setters) {
  if (!object.IsObject()) return "a fault is an object";
  for (const auto& member : object.GetObject()) {
    const auto found = setters.find(member.name.GetString());
    if (found == setters.end())
      return "unknown word '" + std::string(member.name.GetString()) + "'";
    if (!found->second(member.value))
      return "bad value of '" + found->first + "'";
  }
  return std::nullopt;
}

FieldSetters setters(Fault& fault) {
  return {
      {"match",
       [&fault](const Value& v) {
         return !read(v, {{"method", text(fault.method)},
                          {"path", text(fault.path)},
                          {"query", text(fault.query)}});
       }},
      {"skip", number(fault.skip)},
      {"times", number(fault.times)},
      {"status", status(fault.status)},
      {"body", optional_text(fault.body)},
      {"body_hex", hex(fault.body)},
      {"content_type", optional_text(fault.content_type)},
      {"headers", headers(fault.headers)},
      {"link", lines(fault.links)},
      {"truncate", length(fault.truncate)},
      {"close", flag(fault.close)},
      {"after_effect", flag(fault.after_effect)},
      {"rate_limit_concurrency", flag(fault.concurrency)},
      {"delay_ms", number(fault.delay_ms)},
      {"after_requests", number(fault.after_requests)},
      {"drop_expand_in_next", flag(fault.pages.drop_expand_in_next)},
      {"short_page", flag(fault.pages.short_page)},
      {"spurious_next", flag(fault.pages.spurious_next)},
      {"missing_next", flag(fault.pages.missing_next)},
  };
}

bool fits(const std::string& pattern, std::string_view value) {
  return pattern.empty() || glob(pattern, value);
}

}  // namespace

std::optional<std::string> Faults::set(const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
  if (document.HasParseError())
    return rapidjson::GetParseError_En(document.GetParseError());
  if (!document.IsObject()) return "the faults are an object";
  std::vector<Fault> faults;
  for (const auto& member : document.GetObject()) {
    if (std::string_view(member.name.GetString()) != "faults" ||
        !member.value.IsArray())
      return "expected {\"faults\": [..]}";
    for (const Value& item : member.value.GetArray()) {
      Fault& fault = faults.emplace_back();
      if (auto problem = read(item, setters(fault))) return problem;
    }
  }
  const std::lock_guard lock(mutex_);
  faults_ = std::move(faults);
  return std::nullopt;
}

void Faults::clear() {
  const std::lock_guard lock(mutex_);
  faults_.clear();
}

std::optional<Fault> Faults::meet(std::string_view method,
                                  std::string_view path,
                                  std::string_view query) {
  const std::lock_guard lock(mutex_);
  for (Fault& fault : faults_) {
    if (!fits(fault.method, method) || !fits(fault.path, path) ||
        !fits(fault.query, query))
      continue;
    if (fault.skip > 0) {
      --fault.skip;
      continue;
    }
    if (fault.times == 0) continue;
    if (fault.times > 0) --fault.times;
    return fault;
  }
  return std::nullopt;
}

}  // namespace sim
