// page.cpp - reads a body, with or without an envelope, into a page.
#include "json/page.h"

#include <algorithm>
#include <span>
#include <utility>

#include "json/envelope_reader.h"
#include "json/page_reader.h"

namespace idp::json {

Layout::Layout(const std::vector<std::string>& sources,
               const std::vector<std::string>& secrets)
    : nodes_(1), columns_(sources.size()) {
  for (std::size_t column = 0; column < sources.size(); ++column) {
    make_node(sources[column]).column = static_cast<int>(column);
  }
  for (const std::string& secret : secrets) make_node(secret).secret = true;
}

Layout::Node& Layout::make_node(std::string_view rest) {
  int at = 0;
  if (rest == ".") rest = {};
  while (!rest.empty()) {
    const std::string_view name = rest.substr(0, rest.find('.'));
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    int next = child(at, name);
    if (next < 0) {
      next = static_cast<int>(nodes_.size());
      nodes_.emplace_back();
      Node& parent = nodes_[static_cast<std::size_t>(at)];
      parent.children.emplace_back(name, next);
      parent.lengths |= bit_of(name);
    }
    at = next;
  }
  return nodes_[static_cast<std::size_t>(at)];
}

int Layout::child(int index, std::string_view name) const {
  if ((node(index).lengths & bit_of(name)) == 0) return -1;
  for (const auto& [key, next] : node(index).children) {
    if (key == name) return next;
  }
  return -1;
}

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
      return Json{body().substr(slot.span.offset, slot.span.length)};
  }
  return std::monostate{};
}

std::string_view Page::object(std::size_t row) const {
  const Span& span = objects_[row];
  return body().substr(span.offset, span.length);
}

void Page::add(const Page& other, std::size_t row) {
  columns_ = other.columns_;
  objects_.push_back({0, 0});
  for (std::size_t i = 0; i < columns_; ++i) {
    Slot slot = other.cells_[row * columns_ + i];
    const bool text = slot.kind == Slot::Kind::text;
    if (text || slot.kind == Slot::Kind::json) {
      const std::string_view from = text ? other.text_ : other.body();
      std::string& to = text ? text_ : own_body_;
      const std::size_t offset = to.size();
      to.append(from, slot.span.offset, slot.span.length);
      slot.span.offset = offset;
    }
    cells_.push_back(slot);
  }
}

Page Page::compact() const {
  Page page;
  for (std::size_t row = 0; row < rows(); ++row) page.add(*this, row);
  page.own_body_.shrink_to_fit();
  page.text_.shrink_to_fit();
  page.cells_.shrink_to_fit();
  page.objects_.shrink_to_fit();
  return page;
}

std::size_t Page::footprint() const {
  return (body_ ? body_->size() : own_body_.capacity()) + text_.capacity() +
         cells_.capacity() * sizeof(Slot) + objects_.capacity() * sizeof(Span);
}

// What is wrong with the body, if anything.
template <bool kCalls = false, class Handler>
std::optional<std::string> problem_of(Source& source, Handler& handler,
                                      bool* too_deep = nullptr) {
  auto problem = parse_with<kCalls>(source, handler, too_deep);
  if (problem && !handler.problem().empty()) return handler.problem();
  return problem;
}

template <bool kCalls>
std::optional<std::string> read_rows(Page& page, std::string_view body,
                                     Shape shape, const Layout& layout,
                                     bool* too_deep = nullptr) {
  Source source(body, kCalls);
  PageReader rows(page, source, shape, layout);
  return problem_of<kCalls>(source, rows, too_deep);
}

// A value, with the colon before it, becomes one of the same size that says
// nothing.
void hide(std::span<char> member) {
  const auto value = std::ranges::find_if(
      member.begin() + 1 + (std::ranges::find(member, ':') - member.begin()),
      member.end(), [](char c) { return c > ' '; });
  constexpr std::string_view kNull = "null";
  const auto size = static_cast<std::size_t>(member.end() - value);
  std::fill(value, member.end(), ' ');
  if (size < kNull.size()) {
    *value = '0';
  } else {
    std::ranges::copy(kNull, value);
  }
}

Result<Page> read_page(const std::shared_ptr<const std::string>& body,
                       Shape shape, const Layout& layout,
                       const Envelope& envelope) {
  Page page;
  page.body_ = body;
  std::optional<std::string> problem;
  if (envelope.rows.empty()) {
    bool too_deep = false;
    problem = read_rows<true>(page, *body, shape, layout, &too_deep);
    if (too_deep) {
      page = Page();
      page.body_ = body;
      problem = read_rows<false>(page, *body, shape, layout);
    }
  } else {
    Source source(*body);
    PageReader rows(page, source, shape, layout);
    EnvelopeReader reader(rows, page, shape, envelope);
    problem = problem_of(source, reader);
    if (!problem) problem = reader.missing();
  }
  if (problem) return Error{*std::move(problem)};
  if (!page.secrets_.empty()) {
    page.own_body_ = *std::exchange(page.body_, nullptr);
  }
  for (const Page::Span& secret : page.secrets_) {
    hide({page.own_body_.data() + secret.offset, secret.length});
  }
  page.secrets_ = {};
  return page;
}

Result<Page> read_page(std::string body, Shape shape, const Layout& layout,
                       const Envelope& envelope) {
  return read_page(std::make_shared<const std::string>(std::move(body)), shape,
                   layout, envelope);
}

}  // namespace idp::json
