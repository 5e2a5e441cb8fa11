// page.cpp - a streaming reader that picks the wanted fields out of a body.
#include "json/page.h"

#include "json/parse.h"

namespace idp::json {

Layout::Layout(const std::vector<std::string>& sources)
    : nodes_(1), columns_(sources.size()) {
  for (std::size_t column = 0; column < sources.size(); ++column) {
    int at = 0;
    std::string_view rest = sources[column];
    while (!rest.empty()) {
      const std::string_view name = rest.substr(0, rest.find('.'));
      rest.remove_prefix(std::min(rest.size(), name.size() + 1));
      int next = child(at, name);
      if (next < 0) {
        next = static_cast<int>(nodes_.size());
        nodes_.emplace_back();
        nodes_[static_cast<std::size_t>(at)].children.emplace_back(name, next);
      }
      at = next;
    }
    nodes_[static_cast<std::size_t>(at)].column = static_cast<int>(column);
  }
}

int Layout::child(int index, std::string_view name) const {
  for (const auto& [key, next] : node(index).children) {
    if (key == name) return next;
  }
  return -1;
}

// The handler of RapidJSON's events. An open object or array is either tracked
// (it is a row, or it leads to a wanted field: its node is on path_), or it is
// passed over, with everything in it (only counted, in skipped_).
class PageReader
    : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, PageReader> {
 public:
  PageReader(std::string body, Shape shape, const Layout& layout)
      : layout_(layout), shape_(shape) {
    page_.body_ = std::move(body);
    page_.columns_ = layout.columns();
  }

  Result<Page> read() {
    stream_.emplace(page_.body_.data(), page_.body_.size());
    if (auto problem = parse_with(*stream_, *this)) {
      return Error{problem_.empty() ? *problem : problem_};
    }
    return std::move(page_);
  }

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
    if (skipped_ == 0) node_ = layout_.child(path_.back(), {text, length});
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
    int column;
    std::size_t begin;
  };

  bool start_row() {
    if (depth_ == 1 && shape_ == Shape::list) return wrong_shape("an object");
    path_.push_back(0);
    page_.cells_.resize(page_.cells_.size() + page_.columns_);
    page_.objects_.push_back({stream_->Tell(), 0});
    return true;
  }

  void end_row() {
    Page::Span& object = page_.objects_.back();
    object.length = stream_->Tell() + 1 - object.offset;
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
  bool scalar(Fill fill) {
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
    return true;
  }

  // The reader stands on the opening bracket when it reports it.
  void capture() {
    const int column = wanted_column();
    if (column >= 0) captures_.push_back({depth_, column, stream_->Tell()});
  }

  // The reader stands on the closing bracket when it reports it.
  bool end() {
    if (!captures_.empty() && captures_.back().depth == depth_) {
      const Capture done = captures_.back();
      captures_.pop_back();
      Slot value;
      value.kind = Slot::Kind::json;
      value.span = {done.begin, stream_->Tell() + 1 - done.begin};
      slot(done.column) = value;
    }
    --depth_;
    return true;
  }

  const Layout& layout_;
  const Shape shape_;
  Page page_;
  std::optional<rapidjson::MemoryStream> stream_;  // of page_.body_
  std::vector<int> path_;
  std::vector<Capture> captures_;
  int node_ = -1;
  int skipped_ = 0;
  int depth_ = 0;
  std::string problem_;
};

Cell Page::cell(std::size_t row, std::size_t column) const {
  const Slot& slot = cells_[row * columns_ + column];
  switch (slot.kind) {
    case Slot::Kind::null:
      break;
    case Slot::Kind::boolean:
      return slot.boolean;
    case Slot::Kind::integer:
      return slot.integer;
    case Slot::Kind::real:
      return slot.real;
    case Slot::Kind::text:
      return std::string_view(text_).substr(slot.span.offset, slot.span.length);
    case Slot::Kind::json:
      return Json{
          std::string_view(body_).substr(slot.span.offset, slot.span.length)};
  }
  return std::monostate{};
}

std::string_view Page::object(std::size_t row) const {
  const Span& span = objects_[row];
  return std::string_view(body_).substr(span.offset, span.length);
}

Result<Page> read_page(std::string body, Shape shape, const Layout& layout) {
  return PageReader(std::move(body), shape, layout).read();
}

}  // namespace idp::json
