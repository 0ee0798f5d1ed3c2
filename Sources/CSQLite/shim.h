// What GRDB's own module of SQLite leaves out. The prototype is repeated here so that sqlite3.h belongs to one module only.
int sqlite3_config(int option, ...);

/// sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0): variadic, which Swift cannot call. Statistics of memory cost a mutex around
/// each allocation. To be called before the first connection of the process; later it changes nothing.
static inline int csqlite_disable_memory_statistics(void) {
    return sqlite3_config(9, 0);
}
