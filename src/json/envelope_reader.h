// envelope_reader.h - hands what is in an envelope on to the reader of rows,
// and picks numbers and the next link out of the rest. Private to src/json.
#pragma once

#include "json/page_reader.h"

namespace idp::json {

// The handler of RapidJSON's events. Outside of the rows, path_ is where it
// stands: names joined with dots, "[]" for an array.
class EnvelopeReader
    : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, EnvelopeReader> {
 public:
  EnvelopeReader(PageReader& rows, Page& page, Shape shape,
                 const Envelope& envelope)
      : rows_(rows), page_(page), shape_(shape), envelope_(envelope) {}

  const std::string& problem() const {
    return problem_.empty() ? rows_.problem() : problem_;
  }

  // What a body that was read to its end lacks, if anything.
  std::optional<std::string> missing() const {
    if (!found_) return "it has no member " + quoted();
    // An empty list, as some providers write it.
    if (null_ && (shape_ != Shape::list || page_.total() != 0)) {
      return "its member " + quoted() + " is null";
    }
    return std::nullopt;
  }

  bool Null() {
    if (at_rows_) {
      at_rows_ = false;
      null_ = true;
      return true;
    }
    return scalar([&] { return rows_.Null(); }, {}, true);
  }
  bool Bool(bool b) {
    return scalar([&] { return rows_.Bool(b); });
  }
  bool Int64(std::int64_t i) {
    return scalar([&] { return rows_.Int64(i); }, i);
  }
  bool Double(double d) {
    return scalar([&] { return rows_.Double(d); });
  }
  bool String(const char* text, rapidjson::SizeType length, bool copy) {
    if (is_next()) page_.next_ = std::string(text, length);
    return scalar([&] { return rows_.String(text, length, copy); }, {}, true);
  }

  bool Key(const char* text, rapidjson::SizeType length, bool copy) {
    if (inside_ > 0) return rows_.Key(text, length, copy);
    const std::string_view name(text, length);
    path_.resize(starts_.back());
    if (!path_.empty()) path_ += '.';
    path_ += name;
    if (path_ != envelope_.rows) return true;
    if (found_) return fail("its member " + quoted() + " appears twice");
    found_ = at_rows_ = true;
    return true;
  }

  bool StartObject() {
    if (is_next()) return no_link();
    if (enter()) return rows_.StartObject();
    starts_.push_back(path_.size());
    return true;
  }
  bool EndObject(rapidjson::SizeType members) {
    if (leave()) return rows_.EndObject(members);
    starts_.pop_back();
    return true;
  }
  bool StartArray() {
    if (is_next()) return no_link();
    if (enter()) return rows_.StartArray();
    if (starts_.empty()) {
      if (!envelope_.or_bare) return fail("expected an object, got an array");
      found_ = at_rows_ = true;
      return enter() && rows_.StartArray();
    }
    path_ += "[]";
    starts_.push_back(path_.size());
    return true;
  }
  bool EndArray(rapidjson::SizeType elements) {
    if (leave()) return rows_.EndArray(elements);
    starts_.pop_back();
    return true;
  }

 private:
  std::string quoted() const { return "\"" + envelope_.rows + "\""; }

  bool fail(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }

  // Whether the value of that member comes now.
  bool is_next() const {
    return inside_ == 0 && !at_rows_ && !path_.empty() &&
           path_ == envelope_.next;
  }
  bool no_link() { return fail("its member \"" + path_ + "\" is no link"); }

  // Whether the object or array that begins is of the rows.
  bool enter() {
    if (!at_rows_ && inside_ == 0) return false;
    at_rows_ = false;
    ++inside_;
    return true;
  }
  bool leave() {
    if (inside_ == 0) return false;
    --inside_;
    return true;
  }

  template <class HandOn>
  bool scalar(HandOn hand_on, std::optional<std::int64_t> number = {},
              bool may_be_next = false) {
    if (at_rows_ || inside_ > 0) {
      at_rows_ = false;
      return hand_on();
    }
    if (starts_.empty()) return fail("expected an object, got a single value");
    // In an array, path_ is that of the array itself, which is none of these.
    if (!may_be_next && is_next()) return no_link();
    if (path_ == envelope_.total) page_.total_ = number;
    if (path_ == envelope_.at) page_.at_ = number;
    return true;
  }

  PageReader& rows_;
  Page& page_;
  const Shape shape_;
  const Envelope& envelope_;
  std::string path_;
  std::vector<std::size_t> starts_;  // of path_, for each open object or array
  int inside_ = 0;                   // how deep in the rows
  bool found_ = false;
  bool at_rows_ = false;  // their value comes next
  bool null_ = false;
  std::string problem_;
};

}  // namespace idp::json
