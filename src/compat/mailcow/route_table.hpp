#pragma once

#include "compat/mailcow/attributes.hpp"
#include "compat/mailcow/loose.hpp"
#include "compat/mailcow/messages.hpp"
#include "http/message.hpp"
#include "identity/principal.hpp"

#include <boost/describe/enum.hpp>

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mailapp::compat::mailcow {

enum class Action { get, add, edit, delete_, search };
BOOST_DESCRIBE_ENUM(Action, get, add, edit, delete_, search)

/// One call, decoded.
struct Call {
    Principal const& caller;
    http::RawRequest const& request;
    std::vector<std::string> path;             ///< what stands behind the category
    std::map<std::string, std::string> query;  ///< parameters of the address
    loose::Attributes attributes;              ///< of add, edit and search
    std::vector<std::string> items;            ///< of edit and delete

    /// The part of the path at that place; "" when there is none.
    std::string const& segment(std::size_t place) const;
};

/// How mailcow's log names a call: its function, the kind of object, the member that holds the items, and the
/// action where it is another word than that of the address.
struct LogWords {
    std::string_view function;
    std::string_view type = {};
    std::string_view items = {};
    std::string_view action = {};
};

/// What the body of a write may hold.
struct Body {
    std::span<Attribute const> known = {};  ///< its attributes
    /// An item as get shows it; "" when there is none. Of routes whose attributes are Holds::shown.
    std::function<std::string(Call const&, std::string const& item)> shown = {};
    bool items_needed = true;  ///< of an edit; false where attributes can name the object
};

/// One route of /api/v1. `read` answers get and search, `write` the others.
struct Route {
    Action action = Action::get;
    std::string_view category;  ///< "domain", or with its first path part: "domain/template"
    Scope scope = Scope::access_write;
    std::function<http::RawResponse(Call const&)> read;
    LogWords log;
    Body body;
    std::function<void(Call const&, Messages&)> write;
};

/// All routes; each category adds its own.
class RouteTable {
public:
    void get(std::string_view category, Scope scope, std::function<http::RawResponse(Call const&)> read);
    void search(std::string_view category, Scope scope, std::function<http::RawResponse(Call const&)> read);
    void write(Action action, std::string_view category, Scope scope, LogWords log, Body body,
               std::function<void(Call const&, Messages&)> write);

    struct Match {
        Route const* route = nullptr;
        std::size_t used = 0;  ///< parts of the path that belong to the category
    };
    /// The longest category that fits `path`, which begins behind the action.
    Match find(Action action, std::vector<std::string> const& path) const;

    std::vector<Route> const& routes() const { return routes_; }

private:
    std::vector<Route> routes_;
};

/// A JSON object or array; "" is answered as {}, which is mailcow's word for nothing.
http::RawResponse object_response(std::string json);

}  // namespace mailapp::compat::mailcow
