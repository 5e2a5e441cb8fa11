// Jdbc.java - Java, by sqlite-jdbc.
import java.sql.*;
import java.util.*;

public class Jdbc {
  static final String USER = System.getenv("IDP_USER");
  static final String GRANT = System.getenv("IDP_GRANT");

  static Connection open() throws SQLException {
    Connection db =
        DriverManager.getConnection("jdbc:sqlite::memory:?enable_load_extension=true");
    try (PreparedStatement load = db.prepareStatement("SELECT load_extension(?)")) {
      load.setString(1, System.getenv("IDP_EXTENSION"));
      load.execute();
    }
    return db;
  }

  static String row(Connection db, String sql, String... parameters) throws SQLException {
    try (PreparedStatement statement = db.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) statement.setString(i + 1, parameters[i]);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        String text = rows.getString(1);
        for (int i = 2; i <= rows.getMetaData().getColumnCount(); i++)
          text += " " + rows.getString(i);
        return text;
      }
    }
  }

  static String count(Connection db) throws SQLException {
    return row(db, "SELECT count(*) FROM okta_grants WHERE userId = ?", USER);
  }

  static String stop(Connection db) throws SQLException {
    Statement statement = db.createStatement();
    Timer timer = new Timer(true);
    timer.schedule(
        new TimerTask() {
          public void run() {
            try {
              statement.cancel();
            } catch (SQLException error) {
              System.out.println(error);
            }
          }
        },
        500);
    try {
      statement.executeQuery("SELECT count(*) FROM okta_apps");
    } catch (SQLException error) {
      return error.getMessage();
    }
    return "no error";
  }

  public static void main(String[] arguments) throws SQLException {
    Connection db = open();
    System.out.println("sqlite: " + row(db, "SELECT sqlite_version()"));
    row(db, "SELECT idp_create_tables('main')");
    List<String> tables = new ArrayList<>();
    try (ResultSet rows = db.getMetaData().getTables(null, null, "%", new String[] {"TABLE"})) {
      while (rows.next()) tables.add(rows.getString("TABLE_NAME"));
    }
    Collections.sort(tables);
    System.out.println("tables: " + String.join(",", tables));
    System.out.println(
        "join: "
            + row(
                db,
                "SELECT u.login, count(*) FROM users u JOIN grants g ON g.userId = u.id"
                    + " WHERE u.id = ? GROUP BY u.login",
                USER));
    try {
      row(db, "SELECT id FROM okta_grants WHERE userId = 'me'");
    } catch (SQLException error) {
      System.out.println("error: " + error.getMessage());
    }
    System.out.println("stop: " + stop(db));
    db.setAutoCommit(false);
    for (boolean commit : new boolean[] {false, true}) {
      try (PreparedStatement statement =
          db.prepareStatement("DELETE FROM okta_grants WHERE userId = ? AND id = ?")) {
        statement.setString(1, USER);
        statement.setString(2, GRANT);
        statement.executeUpdate();
      }
      if (commit) db.commit();
      else db.rollback();
      System.out.println((commit ? "commit: " : "rollback: ") + count(db));
    }
    String status = "SELECT status FROM okta_users WHERE id = ?";
    try (PreparedStatement statement =
        db.prepareStatement("UPDATE okta_users SET status = 'SUSPENDED' WHERE id = ?")) {
      statement.setString(1, USER);
      statement.executeUpdate();
    }
    String changed = row(db, status, USER);
    db.rollback();
    System.out.println("update: " + changed + " " + row(db, status, USER));
    System.out.println("two: " + count(open()));
    ResultSet rows = db.createStatement().executeQuery("SELECT id FROM okta_users");
    rows.next();
    System.out.println("open: " + rows.getString(1));
  }
}
