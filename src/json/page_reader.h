// page_reader.h - picks the wanted fields out of rows, event by event. Private
// to src/json.
#pragma once

#include "json/page.h"
#include "json/parse.h"

namespace idp::json {

// The handler of RapidJSON's events. An open object or array is either tracked
// (it is a row, or it leads to a wanted field: its node is on path_), or it is
// passed over, with everything in it (only counted, in skipped_).
class PageReader
    : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, PageReader> {
 public:
  // The source, of the page's body, is where the events come from.
  PageReader(Page& page, const Source& source, Shape shape,
             const Layout& layout)
      : layout_(layout), shape_(shape), page_(page), source_(source) {
    page_.columns_ = layout.columns();
  }

  // Why it stopped the parse, if it did.
  const std::string& problem() const { return problem_; }

  bool Null() {
    return scalar([](Slot&) {});
  }
  bool Bool(bool b) {
    return scalar([&](Slot& s) {
      s.kind = Slot::Kind::boolean;
      s.boolean = b;
    });
  }
  bool Int64(std::int64_t i) {
    return scalar([&](Slot& s) {
      s.kind = Slot::Kind::integer;
      s.integer = i;
    });
  }
  bool Double(double d) {
    return scalar([&](Slot& s) {
      s.kind = Slot::Kind::real;
      s.real = d;
    });
  }
  bool String(const char* text, rapidjson::SizeType length, bool) {
    return scalar([&](Slot& s) {
      s.kind = Slot::Kind::text;
      s.span = {page_.text_.size(), length};
      page_.text_.append(text, length);
    });
  }

  bool Key(const char* text, rapidjson::SizeType length, bool) {
    if (skipped_ == 0) {
      node_ = layout_.child(path_.back(), {text, length});
      name_end_ = source_.Tell();
    }
    return true;
  }

  bool StartObject() {
    ++depth_;
    if (path_.empty()) return start_row();
    const bool leads_on =
        skipped_ == 0 && node_ >= 0 && !layout_.node(node_).children.empty();
    capture();
    if (leads_on) {
      path_.push_back(node_);
    } else {
      ++skipped_;
    }
    return true;
  }

  bool StartArray() {
    ++depth_;
    if (depth_ == 1 && shape_ == Shape::list) return true;
    if (path_.empty()) return wrong_shape("an array");
    capture();
    ++skipped_;
    return true;
  }

  bool EndObject(rapidjson::SizeType) {
    if (skipped_ > 0) {
      --skipped_;
    } else {
      path_.pop_back();
      if (path_.empty()) end_row();
    }
    return end();
  }

  bool EndArray(rapidjson::SizeType) {
    if (skipped_ > 0) --skipped_;
    return end();
  }

 private:
  using Slot = Page::Slot;

  // A wanted object or array that is still open.
  struct Capture {
    int depth;
    int column;  // or -1
    std::size_t begin;
    std::optional<std::size_t> secret_from = std::nullopt;
  };

  bool start_row() {
    if (depth_ == 1 && shape_ == Shape::list) return wrong_shape("an object");
    path_.push_back(0);
    page_.cells_.resize(page_.cells_.size() + page_.columns_);
    page_.objects_.push_back({source_.bracket(), 0});
    return true;
  }

  void end_row() {
    Page::Span& object = page_.objects_.back();
    object.length = source_.bracket() + 1 - object.offset;
    const int whole = layout_.node(0).column;
    if (whole < 0) return;
    slot(whole).kind = Slot::Kind::json;
    slot(whole).span = object;
  }

  bool wrong_shape(std::string_view found) {
    if (depth_ > 1) {
      problem_ = "element " + std::to_string(page_.objects_.size()) +
                 " of the array is " + std::string(found) +
                 " and not an object";
    } else {
      problem_ = "expected an ";
      problem_ += shape_ == Shape::list ? "array" : "object";
      problem_ += ", got " + std::string(found);
    }
    return false;
  }

  Slot& slot(int column) {
    const std::size_t row = page_.cells_.size() - page_.columns_;
    return page_.cells_[row + static_cast<std::size_t>(column)];
  }

  int wanted_column() const {
    return skipped_ == 0 && node_ >= 0 ? layout_.node(node_).column : -1;
  }

  template <class Fill>
  bool scalar(const Fill& fill) {
    if (path_.empty()) {
      ++depth_;
      return wrong_shape("a single value");
    }
    const int column = wanted_column();
    if (column >= 0) {
      Slot value;
      fill(value);
      slot(column) = value;
    }
    if (is_secret()) keep_secret(name_end_, source_.Tell());
    return true;
  }

  bool is_secret() const {
    return skipped_ == 0 && node_ >= 0 && layout_.node(node_).secret;
  }

  void keep_secret(std::size_t begin, std::size_t end) {
    page_.secrets_.push_back({begin, end - begin});
  }

  // Before an object or array that may be wanted.
  void capture() {
    const int column = wanted_column();
    if (is_secret()) {
      captures_.push_back({depth_, column, source_.bracket(), name_end_});
    } else if (column >= 0) {
      captures_.push_back({depth_, column, source_.bracket()});
    }
  }

  bool end() {
    if (!captures_.empty() && captures_.back().depth == depth_) {
      const Capture done = captures_.back();
      captures_.pop_back();
      const std::size_t behind = source_.bracket() + 1;
      if (done.column >= 0) {
        Slot value;
        value.kind = Slot::Kind::json;
        value.span = {done.begin, behind - done.begin};
        slot(done.column) = value;
      }
      if (done.secret_from) keep_secret(*done.secret_from, behind);
    }
    --depth_;
    return true;
  }

  const Layout& layout_;
  const Shape shape_;
  Page& page_;
  const Source& source_;
  std::vector<int> path_;
  std::vector<Capture> captures_;
  int node_ = -1;
  int skipped_ = 0;
  int depth_ = 0;
  std::size_t name_end_ = 0;  // of the member that node_ is
  std::string problem_;
};

}  // namespace idp::json
