// page.h - one answer of the provider as rows of cells.
// In: a body, and where in each of its objects the wanted fields are.
// Out: a Page, or what is wrong with the body. Knows nothing of HTTP.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cell.h"
#include "result.h"

namespace idp::json {

// Where the rows are, in a body that has more than these, and where it counts
// them: names joined with dots. All empty: the body is the rows.
struct Envelope {
  std::string rows = {};   // a member of the body
  std::string total = {};  // how many there are
  std::string at = {};     // how many come before these
  std::string next = {};   // the link to the page behind
  bool or_bare = false;    // a body that is an array is the rows all the same
};

// Whether a body is an array of objects, each of them a row, or one object.
enum class Shape { list, object };

// The wanted fields, as the tree of names that leads to them.
// A column number is an index into the sources that the layout was made of.
class Layout {
 public:
  // Each source is a name, or names joined with dots (`profile.login`); a dot
  // alone is the whole object.
  // No object shows what is at one of the secrets.
  explicit Layout(const std::vector<std::string>& sources,
                  const std::vector<std::string>& secrets = {});

  struct Node {
    int column = -1;  // the column whose value stands here, or -1
    bool secret = false;
    std::vector<std::pair<std::string, int>> children;
    // A bit for each length of their names: most others have none of these.
    std::uint64_t lengths = 0;
  };

  const Node& node(int index) const {
    return nodes_[static_cast<size_t>(index)];
  }
  // The child of that name, or -1.
  int child(int index, std::string_view name) const;
  std::size_t columns() const { return columns_; }

 private:
  static std::uint64_t bit_of(std::string_view name) {
    return std::uint64_t{1} << (name.size() % 64);
  }
  Node& make_node(std::string_view source);

  std::vector<Node> nodes_;
  std::size_t columns_;
};

// Keeps the body that its cells point into.
class Page {
 public:
  std::size_t rows() const { return objects_.size(); }

  // What the envelope says; nothing where that is no whole number.
  std::optional<std::int64_t> total() const { return total_; }
  std::optional<std::int64_t> at() const { return at_; }
  const std::optional<std::string>& next() const { return next_; }

  // The view is valid as long as the page. REQUIRES: row < rows() and column
  // is one of the layout's.
  Cell cell(std::size_t row, std::size_t column) const;

  // The whole object of a row, as it was received, less secrets. REQUIRES: row
  // < rows().
  std::string_view object(std::size_t row) const;

  // Adds a row with the cells of that one, and an empty object.
  // REQUIRES: both pages are of one layout, and are two.
  void add(const Page& other, std::size_t row);
  // The rows with empty objects, and no more memory than their cells take.
  Page compact() const;
  // About what it takes of memory, in bytes.
  std::size_t footprint() const;

 private:
  friend class PageReader;
  friend class EnvelopeReader;
  friend Result<Page> read_page(const std::shared_ptr<const std::string>& body,
                                Shape shape, const Layout& layout,
                                const Envelope& envelope);

  struct Span {
    std::size_t offset;
    std::size_t length;
  };

  struct Slot {
    enum class Kind : unsigned char {
      null,
      boolean,
      integer,
      real,
      text,  // of text_
      json,  // of body()
    };
    Kind kind = Kind::null;
    union {
      bool boolean;
      std::int64_t integer;
      double real;
      Span span = {0, 0};
    };
  };

  std::string_view body() const { return body_ ? *body_ : own_body_; }

  std::shared_ptr<const std::string> body_;
  std::string own_body_;  // without secrets, or of rows that were added
  std::string text_;      // the decoded strings, one after the other
  std::vector<Slot> cells_;
  std::vector<Span> objects_;  // of body()
  std::vector<Span> secrets_;  // likewise, from behind their names
  std::size_t columns_ = 0;
  std::optional<std::int64_t> total_, at_;
  std::optional<std::string> next_;
};

// Decodes the wanted fields and nothing else. Objects and arrays become the
// bytes that were received. A value of an unexpected type is kept as what it
// is. Fails where the body is not valid JSON in UTF-8 or not of that shape.
Result<Page> read_page(const std::shared_ptr<const std::string>& body,
                       Shape shape, const Layout& layout,
                       const Envelope& envelope = {});
Result<Page> read_page(std::string body, Shape shape, const Layout& layout,
                       const Envelope& envelope = {});

}  // namespace idp::json
