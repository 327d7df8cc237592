import { Column, IWidget, Row } from 'aws-cdk-lib/aws-cloudwatch';

/** Rows of widgets that are made when the dashboard is rendered, when all is known that they show. */
export class DashboardSection implements IWidget {
  private x = 0;
  private y = 0;

  constructor(private readonly rows: () => IWidget[][]) {}

  public get width(): number {
    return this.column?.width ?? 0;
  }

  public get height(): number {
    return this.column?.height ?? 0;
  }

  public position(x: number, y: number): void {
    this.x = x;
    this.y = y;
  }

  public toJson(): any[] {
    const { column } = this;
    column?.position(this.x, this.y);
    return column?.toJson() ?? [];
  }

  /** The CDK takes no column without rows. */
  private get column(): Column | undefined {
    const rows = this.rows().filter((row) => row.length > 0);
    return rows.length > 0 ? new Column(...rows.map((row) => new Row(...row))) : undefined;
  }
}
