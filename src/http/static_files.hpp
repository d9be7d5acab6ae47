#pragma once

#include "http/message.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace mailapp::http {

/// Files of one directory, read once at the start: a request can only name what was found there, so no path
/// of a caller ever reaches the file system. Meant for built assets of some megabytes.
///
/// "app.js.br" and "app.js.gz" beside "app.js" are its precompressed forms: served in its place to clients
/// that accept them, never under their own names.
class StaticFiles {
public:
    /// A missing directory gives an empty set. Symbolic links are left out.
    explicit StaticFiles(std::filesystem::path const& directory);

    bool has(std::string const& name) const { return files_.contains(name); }
    /// The file of that name ("assets/app-BaPxQwYz.js") for GET and HEAD, 304 for a client that has it, else
    /// 404 or 405. What lies in assets/ under a name with a hash in it may be kept for a year; all else is
    /// asked for each time. HTML gets the headers of a page.
    RawResponse answer(RawRequest const& request, std::string const& name) const;

private:
    struct File {
        std::string type;
        std::string tag;
        std::string plain;
        std::map<std::string, std::string> coded;  ///< content coding -> content
    };
    std::map<std::string, File> files_;
};

/// For pages: scripts and styles only from this server, nothing inline, no frames (CSP Level 3).
inline constexpr char const* content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Adds what a page needs beside the headers that every answer has: the policy above, no handle on its window
/// for others, none of the browser's devices.
void add_page_headers(RawResponse& response);

}  // namespace mailapp::http
